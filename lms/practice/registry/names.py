"""First names for fictional patients, none of them of the people in the course's story, and who their PCPs are."""

from __future__ import annotations

NAMES = tuple(
    """
    Abel Adaeze Agnes Alma Alonso Amina Anselm Antonia Anwar Asha Astrid Aurelio Ayumi Basil Benedikt Birgit Bohdan
    Branka Caspian Cecily Celestine Chidi Clemence Cormac Dagny Daria Demetrio Desmond Dilys Dorota Edda Efua Eino
    Elowen Emeka Enid Ephraim Esme Eudora Evander Fabian Farida Felix Fenna Fidel Fiona Florian Frida Gemma Gerda
    Giulia Greta Gustavo Hana Harlan Hazel Hedda Henrik Honora Idris Ilse Ines Ingrid Iolanthe Ismael Ivo Jadwiga
    Jarek Jocasta Joaquin Josefa Juno Kaori Kasimir Katya Keiran Khadija Lavinia Leopold Lidia Linus Lorcan Lucinda
    Magda Malachi Mairead Marguerite Matteo Maud Mehmet Mireille Mordecai Nadia Nikolai Nkechi Odette Olga Omar Orla
    Oskar Paloma Pascal Perpetua Philippa Quincy Rafaela Ramona Roland Rosalind Rufus Saskia Selma Silas Simone
    Solveig Stellan Tamsin Tadeo Thaddeus Theodora Tomas Una Ursula Valentin Vashti Vikram Viola Wanda Wilhelmina
    Xenia Yannick Yasmin Yusuf Zenobia Zofia
    """.split()
)
PCPS = ("Dr. Amari", "Dr. Kowal", "N. Sorley, NP")
MOST = len(NAMES)  # The largest caseload in which everybody has a name of their own.
