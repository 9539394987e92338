// The same work by the two Node libraries, timed in here so that no time is spent on talking.
//
// First line in:  {"documents": {...}, "key": {Multikey}, "created": "...", "badges": [...], "signed": [...], "now": ...}
// Then each line: {"by": "digitalbazaar"|"digitalcredentials", "do": "sign"|"verify", "times": 5}
// A line out for each: {"seconds": ...} for one, or {"error": "..."}

import * as digitalbazaar from '@digitalbazaar/vc';
import * as digitalcredentials from '@digitalcredentials/vc';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {DataIntegrityProof as DataIntegrityProofOfTheirs} from '@digitalcredentials/data-integrity';
import {cryptosuite as eddsa} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {cryptosuite as eddsaOfTheirs} from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import {createInterface} from 'node:readline';

const LIBRARIES = {
  digitalbazaar: {vc: digitalbazaar, Proof: DataIntegrityProof, cryptosuite: eddsa},
  digitalcredentials: {vc: digitalcredentials, Proof: DataIntegrityProofOfTheirs, cryptosuite: eddsaOfTheirs}
};
const lines = createInterface({input: process.stdin})[Symbol.asyncIterator]();
const given = JSON.parse((await lines.next()).value);
const documents = new Map(Object.entries(given.documents));
const signer = (await Ed25519Multikey.from(given.key)).signer();
const now = new Date(given.now);
const position = {sign: 0, verify: 0};

async function documentLoader(url) {
  const document = documents.get(url);
  if(document === undefined) {
    throw new Error(`not in the document map: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
}

async function sign({vc, Proof, cryptosuite}, credential) {
  const suite = new Proof({signer, date: given.created, cryptosuite});
  return JSON.stringify(await vc.issue({credential, suite, documentLoader, now}));
}

async function verify({vc, Proof, cryptosuite}, text) {
  const result = await vc.verifyCredential({
    credential: JSON.parse(text), suite: new Proof({cryptosuite}), documentLoader, now,
    checkStatus: async () => ({verified: true})
  });
  if(!result.verified) {
    throw result.error;
  }
}

/** What the next pieces of work are done on, made before the clock runs. */
function things(what, times) {
  const all = what === 'sign' ? given.badges : given.signed;
  return Array.from({length: times}, () => structuredClone(all[position[what]++ % all.length]));
}

for await (const line of {[Symbol.asyncIterator]: () => lines}) {
  const {by, do: what, times} = JSON.parse(line);
  try {
    const on = things(what, times);
    const begin = process.hrtime.bigint();
    for(const thing of on) {
      await {sign, verify}[what](LIBRARIES[by], thing);
    }
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9 / times;
    process.stdout.write(JSON.stringify({seconds}) + '\n');
  } catch(error) {
    const reasons = (error?.errors ?? [error]).map(item => item?.stack ?? String(item)).join('; ');
    process.stdout.write(JSON.stringify({error: reasons}) + '\n');
  }
}
