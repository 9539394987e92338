// Signs, takes apart and judges credentials with Digital Bazaar's other cryptosuites, without any network.
//
// stdin:  {"tasks": [...], "documents": {"<url or DID>": {...}}, "now": "2026-11-22T09:00:00Z"}, each task one of
//   {"do": "verify", "credential": ...}                     -> {"verified": true|false, "error": "..."}
//   {"do": "derive", "credential": ..., "show": [pointer]}  -> {"credential": ...}
//   {"do": "sign", "suite": "...", "credential": ..., "key": {Multikey}, "mandatory": [pointer]} -> {"credential": ...}
// stdout: the answers, in the order asked; {"error": "..."} where a task could not be done.

import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {
  createDiscloseCryptosuite, createSignCryptosuite, createVerifyCryptosuite
} from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as ecdsaRdfc2019} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import jsigs from 'jsonld-signatures';
import {text} from 'node:stream/consumers';
import * as vc from '@digitalbazaar/vc';

const {purposes: {AssertionProofPurpose}} = jsigs;
const input = JSON.parse(await text(process.stdin));
const documents = new Map(Object.entries(input.documents));
const now = new Date(input.now);

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

/** What judges a proof of this kind. */
function judgeOf({type, cryptosuite}) {
  if(type === 'Ed25519Signature2020') {
    return new Ed25519Signature2020();
  }
  return new DataIntegrityProof({
    cryptosuite: cryptosuite === 'ecdsa-sd-2023' ? createVerifyCryptosuite() : ecdsaRdfc2019
  });
}

async function verify({credential}) {
  const result = await vc.verifyCredential({
    credential, suite: judgeOf(credential.proof), documentLoader, now, checkStatus: async () => ({verified: true})
  });
  return {verified: result.verified, error: result.error && reason(result.error)};
}

async function derive({credential, show}) {
  const suite = new DataIntegrityProof({cryptosuite: createDiscloseCryptosuite({selectivePointers: show})});
  return {credential: await vc.derive({verifiableCredential: credential, suite, documentLoader})};
}

async function sign({suite: name, credential, key, mandatory}) {
  const suite = await signerOf(name, key, mandatory);
  const purpose = new AssertionProofPurpose();
  return {credential: await jsigs.sign(structuredClone(credential), {suite, purpose, documentLoader})};
}

async function signerOf(name, key, mandatory) {
  const date = input.now;
  if(name === 'Ed25519Signature2020') {
    const signer = (await Ed25519Multikey.from(key)).signer();
    return new Ed25519Signature2020({signer, date});
  }
  const signer = (await EcdsaMultikey.from(key)).signer();
  const cryptosuite = name === 'ecdsa-sd-2023' ?
    createSignCryptosuite({mandatoryPointers: mandatory}) : ecdsaRdfc2019;
  return new DataIntegrityProof({signer, date, cryptosuite});
}

function reason(error) {
  return (error?.errors ?? [error]).map(item => item?.message ?? String(item)).join('; ');
}

const answers = [];
for(const task of input.tasks) {
  try {
    answers.push(await {verify, derive, sign}[task.do](task));
  } catch(error) {
    answers.push({error: reason(error)});
  }
}
process.stdout.write(JSON.stringify(answers) + '\n');
