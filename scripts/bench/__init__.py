"""What pages, lists, search and certificates cost, each as a ratio measured in the same run."""
