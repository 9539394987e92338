// Signs, takes apart and judges credentials with Digital Bazaar's cryptosuites, without any network.
//
// stdin:  {"tasks": [...], "documents": {"<url or DID>": {...}}, "now": "2026-11-22T09:00:00Z"}, each task one of
//   {"do": "verify", "credential": ...}                     -> {"verified": true|false, "error": "..."}
//   {"do": "derive", "credential": ..., "show": [pointer]}  -> {"credential": ...}
//   {"do": "show", "credential": ..., "show": [pointer]}    -> the part judged as by "verify"
//   {"do": "sign", "suite": "...", "credential": ..., "key": {Multikey}, "mandatory": [pointer]} -> {"credential": ...}
//   {"do": "issue", ...}: the same with all the checks of the library's own issuing
// With "by": "digitalcredentials" in a task it is that library's; its cryptosuites are Digital Bazaar's but for eddsa.
// stdout: the answers, in the order asked; {"error": "..."} where a task could not be done.

import * as digitalbazaar from '@digitalbazaar/vc';
import * as digitalcredentials from '@digitalcredentials/vc';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {
  createDiscloseCryptosuite, createSignCryptosuite, createVerifyCryptosuite
} from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {DataIntegrityProof as DataIntegrityProofOfTheirs} from '@digitalcredentials/data-integrity';
import {cryptosuite as ecdsaRdfc2019} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsaRdfc2022} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {cryptosuite as eddsaRdfc2022OfTheirs} from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import jsigs from 'jsonld-signatures';
import {text} from 'node:stream/consumers';

const {purposes: {AssertionProofPurpose}} = jsigs;
const LIBRARIES = {
  digitalbazaar: {vc: digitalbazaar, Proof: DataIntegrityProof, eddsa: eddsaRdfc2022},
  digitalcredentials: {vc: digitalcredentials, Proof: DataIntegrityProofOfTheirs, eddsa: eddsaRdfc2022OfTheirs}
};
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

const library = ({by = 'digitalbazaar'}) => LIBRARIES[by];

/** What judges a proof of this kind. */
function judgeOf({type, cryptosuite}, {Proof, eddsa}) {
  if(type === 'Ed25519Signature2020') {
    return new Ed25519Signature2020();
  }
  const known = {'ecdsa-sd-2023': createVerifyCryptosuite, 'ecdsa-rdfc-2019': () => ecdsaRdfc2019};
  return new Proof({cryptosuite: known[cryptosuite]?.() ?? eddsa});
}

async function verify(task) {
  const {credential} = task;
  const result = await library(task).vc.verifyCredential({
    credential, suite: judgeOf(credential.proof ?? {}, library(task)), documentLoader, now,
    checkStatus: async () => ({verified: true})
  });
  return {verified: result.verified, error: result.error && reason(result.error)};
}

async function derive(task) {
  const {vc, Proof} = library(task);
  const suite = new Proof({cryptosuite: createDiscloseCryptosuite({selectivePointers: task.show})});
  return {credential: await vc.derive({verifiableCredential: task.credential, suite, documentLoader})};
}

async function show(task) {
  return verify({...task, ...await derive(task)});
}

async function sign(task) {
  const suite = await signerOf(task);
  const purpose = new AssertionProofPurpose();
  return {credential: await jsigs.sign(structuredClone(task.credential), {suite, purpose, documentLoader})};
}

async function issue(task) {
  const credential = structuredClone(task.credential);
  return {credential: await library(task).vc.issue({credential, suite: await signerOf(task), documentLoader, now})};
}

async function signerOf(task) {
  const {suite: name, key, mandatory} = task;
  const {Proof, eddsa} = library(task);
  const date = input.now;
  if(name === 'Ed25519Signature2020') {
    const signer = (await Ed25519Multikey.from(key)).signer();
    return new Ed25519Signature2020({signer, date});
  }
  const known = {
    'ecdsa-sd-2023': () => createSignCryptosuite({mandatoryPointers: mandatory}), 'ecdsa-rdfc-2019': () => ecdsaRdfc2019
  };
  const pairs = name === 'eddsa-rdfc-2022' ? Ed25519Multikey : EcdsaMultikey;
  const signer = (await pairs.from(key)).signer();
  return new Proof({signer, date, cryptosuite: known[name]?.() ?? eddsa});
}

function reason(error) {
  return (error?.errors ?? [error]).map(item => item?.message ?? String(item)).join('; ');
}

const answers = [];
for(const task of input.tasks) {
  try {
    answers.push(await {verify, derive, show, sign, issue}[task.do](task));
  } catch(error) {
    answers.push({error: reason(error)});
  }
}
process.stdout.write(JSON.stringify(answers) + '\n');
