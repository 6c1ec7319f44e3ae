// Verifies credentials with a JavaScript implementation that shares nothing with ours. Opens no address.
//
// Reads JSON: { credentials: [...], documents: { address: document }, now }. Writes a list, one for each credential:
// { verified, statuses: [{ purpose, set }], error }.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const at = createRequire(pathToFileURL(process.argv[2] + '/package.json'));
const load = async (name) => import(pathToFileURL(at.resolve(name)));
const vc = await load('@digitalcredentials/vc');
const { DataIntegrityProof } = await load('@digitalcredentials/data-integrity');
const { cryptosuite } = await load('@digitalcredentials/eddsa-rdfc-2022-cryptosuite');
const { securityLoader } = await load('@digitalcredentials/security-document-loader');
const status = await load('@digitalcredentials/vc-bitstring-status-list');

const asked = JSON.parse(readFileSync(0, 'utf8'));
const known = securityLoader().build();
const documentLoader = async (url) => {
  const [address, fragment] = url.split('#');
  const found = asked.documents[address];
  if (found === undefined) return known(url);
  const method = fragment && found.verificationMethod?.find((each) => each.id === url);
  const document = method ? { '@context': 'https://w3id.org/security/multikey/v1', ...method } : found;
  return { contextUrl: null, documentUrl: url, document };
};

const told = [];
for (const credential of asked.credentials) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const statuses = [];
  const options = { credential, suite, documentLoader, now: asked.now ? new Date(asked.now) : undefined };
  if (credential.credentialStatus) options.checkStatus = async () => ({ verified: true });
  let verified = false;
  let error = '';
  try {
    const result = await vc.verifyCredential(options);
    verified = result.verified;
    error = (result.error?.errors ?? [result.error]).map((each) => each?.message ?? '').join('; ');
    for (const entry of [credential.credentialStatus ?? []].flat()) {
      const listed = asked.documents[entry.statusListCredential];
      if (listed === undefined) continue;
      const list = await status.decodeList({ encodedList: listed.credentialSubject.encodedList });
      statuses.push({ purpose: entry.statusPurpose, set: list.getStatus(Number(entry.statusListIndex)) });
    }
  } catch (problem) {
    verified = false;
    error = problem.message;
  }
  told.push({ verified, statuses, error });
}
process.stdout.write(JSON.stringify(told));
