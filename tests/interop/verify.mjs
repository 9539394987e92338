// Judges credentials with @digitalbazaar/vc, in safe mode and without any network: every document it may use is given.
//
// stdin:  {"credentials": [...], "documents": {"<url or DID>": {...}}, "now": "2026-11-22T09:00:00Z"}
// stdout: [{"id": ..., "verified": true|false, "status": true|false|null, "error": "..."}], in the order given
//
// The signature is judged by eddsa-rdfc-2022-cryptosuite, the status list by vc-bitstring-status-list.

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {text} from 'node:stream/consumers';
import * as vc from '@digitalbazaar/vc';

const input = JSON.parse(await text(process.stdin));
const documents = new Map(Object.entries(input.documents));
const suite = new DataIntegrityProof({cryptosuite});
const now = input.now ? new Date(input.now) : new Date();

/** A document of the map, or a key inside a controller document of the map; never anything else. */
async function documentLoader(url) {
  const document = documents.get(url) ?? methodOf(url);
  if(document === undefined) {
    throw new Error(`not in the document map: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: structuredClone(document)};
}

function methodOf(url) {
  const controller = documents.get(url.split('#')[0]);
  const method = controller?.verificationMethod?.find(({id}) => id === url);
  return method && {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}

/** Only what the issuer of the badge itself signed about its status counts. */
async function statusOf(credential) {
  if(credential.credentialStatus === undefined) {
    return null;
  }
  const result = await checkStatus({
    credential, documentLoader, suite, verifyBitstringStatusListCredential: true
  });
  return result.verified && result.results.every(({status}) => status === false);
}

function reason(error) {
  return (error?.errors ?? [error]).map(item => item?.message ?? String(item)).join('; ');
}

async function judge(credential) {
  const id = credential?.id ?? null;
  try {
    const result = await vc.verifyCredential({
      credential, suite, documentLoader, now, checkStatus: async () => ({verified: true})
    });
    if(!result.verified) {
      return {id, verified: false, status: null, error: reason(result.error)};
    }
    return {id, verified: true, status: await statusOf(credential)};
  } catch(error) {
    return {id, verified: false, status: null, error: reason(error)};
  }
}

const results = [];
for(const credential of input.credentials) {
  results.push(await judge(credential));
}
process.stdout.write(JSON.stringify(results) + '\n');
