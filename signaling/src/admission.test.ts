import { createHmac, createPrivateKey, randomUUID, sign } from 'node:crypto';
import { personId } from '@invigil/contract/ids';
import { joinTokenAudience, joinTokenIssuer, liveProtocol } from '@invigil/contract/joinToken';
import { ManualClock } from '@invigil/server-kit/clock';
import { generateJoinKeys, signJoinToken } from '@invigil/server-kit/joinToken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Page } from './testing/page.ts';
import { newSittingId, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create({ allowedOrigins: ['https://exams.example'] });
});
afterAll(() => stage.close());

const from = { origin: 'https://exams.example' };
const refused = (status: number, code: string) => ({ status, body: { code } });
const someAdmission = () => ({
  role: 'candidate' as const,
  personId: personId.parse(randomUUID()),
  sittingId: newSittingId(),
  roomId: stage.room,
  endsAt: Date.now() + 60_000,
});

const claimsOf = (admission: object) => ({
  admission,
  iss: joinTokenIssuer,
  aud: joinTokenAudience,
  jti: randomUUID(),
  exp: Math.floor(Date.now() / 1_000) + 60,
});

function jwt(header: object, claims: object, signatureOf: (text: string) => string): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${signatureOf(text)}`;
}

describe('the upgrade', () => {
  test('with a good token opens the socket under the protocol, never repeating the credential', async () => {
    const page = await Page.join(stage.url, await stage.candidateToken(), from);
    expect(page.socket.protocol).toBe(liveProtocol);
    const welcome = await page.heard('welcome');
    expect(welcome.resumeToken).toHaveLength(43);
    expect(page.frames[0]).toBe(welcome);
    page.drop();
  });

  test('ASVS 4.4.2 is refused to a page of another site, and to a program that names none', async () => {
    const join = async (headers: Record<string, string>) => Page.join(stage.url, await stage.candidateToken(), headers);
    await expect(join({ origin: 'https://elsewhere.example' })).rejects.toEqual(refused(403, 'originRefused'));
    await expect(join({})).rejects.toEqual(refused(403, 'originRefused'));
  });

  test('ASVS 4.4.3 is refused without a token, with two, with a strange protocol and with one in the address', async () => {
    const token = `token.${await stage.candidateToken()}`;
    const wrong = [[liveProtocol], [liveProtocol, token, `${token}x`], [token], [liveProtocol, 'resumed.x']];
    for (const protocols of wrong) {
      await expect(Page.open(stage.url, protocols, from)).rejects.toEqual(refused(401, 'joinTokenInvalid'));
    }
    await expect(Page.open(`${stage.url}?token=${token}`, [liveProtocol], from)).rejects.toEqual(
      refused(401, 'joinTokenInvalid'),
    );
  });

  test('ASVS 9.2.3 is refused with a token of another key, of no algorithm, of HMAC, or for another audience', async () => {
    const others = await generateJoinKeys();
    const forged = await signJoinToken(others.privateJwk, someAdmission(), { clock: { now: () => Date.now() } });
    const claims = claimsOf(someAdmission());
    const unsigned = jwt({ alg: 'none' }, claims, () => '');
    const hmac = jwt({ alg: 'HS256' }, claims, (text) =>
      createHmac('sha256', Buffer.from(stage.keys.publicJwk.x, 'base64url')).update(text).digest('base64url'),
    );
    const ourKey = createPrivateKey({ key: stage.keys.privateJwk, format: 'jwk' });
    const elsewhere = jwt({ alg: 'EdDSA' }, { ...claims, aud: 'somebody-else' }, (text) =>
      sign(null, Buffer.from(text), ourKey).toString('base64url'),
    );
    for (const token of [forged, unsigned, hmac, elsewhere, 'a.b.c', 'x'.repeat(3_000)]) {
      await expect(Page.join(stage.url, token, from)).rejects.toEqual(refused(401, 'joinTokenInvalid'));
    }
  });

  test('ASVS 9.2.1 is refused with an expired token, a used one, and one whose sitting is over', async () => {
    const old = await signJoinToken(stage.keys.privateJwk, someAdmission(), {
      clock: new ManualClock(Date.now() - 120_000),
    });
    await expect(Page.join(stage.url, old, from)).rejects.toEqual(refused(401, 'joinTokenExpired'));

    const token = await stage.candidateToken();
    (await Page.join(stage.url, token, from)).drop();
    await expect(Page.join(stage.url, token, from)).rejects.toEqual(refused(401, 'joinTokenUsed'));

    const over = await stage.candidateToken({ endsAt: Date.now() - 1 });
    await expect(Page.join(stage.url, over, from)).rejects.toEqual(refused(409, 'sittingOver'));
  });

  test('is refused on another node with a token that was used on the first', async () => {
    const { url } = await stage.addSignaling('second');
    const token = await stage.candidateToken();
    (await Page.join(stage.url, token, from)).drop();
    await expect(Page.join(url, token, from)).rejects.toEqual(refused(401, 'joinTokenUsed'));
  });

  test('of ten pages with the same token at once admits one', async () => {
    const token = await stage.candidateToken();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => Page.join(stage.url, token, from)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('to resume is refused with an unknown token and without a number', async () => {
    const unknown = [liveProtocol, `resume.${'A'.repeat(43)}`];
    await expect(Page.open(`${stage.url}?after=0`, unknown, from)).rejects.toEqual(refused(410, 'resumeExpired'));
    for (const query of ['', '?after=', '?after=-1', '?after=1e3', '?after=x']) {
      await expect(Page.open(`${stage.url}${query}`, unknown, from)).rejects.toMatchObject({
        status: 400,
        body: { code: 'invalid' },
      });
    }
  });

  test('elsewhere finds nothing, and a plain request is told so', async () => {
    const reply = await fetch(`http://127.0.0.1:${stage.signaling.port}/elsewhere`);
    expect(reply.status).toBe(404);
    expect(await reply.json()).toEqual({ code: 'notFound' });
  });

  test('is counted: joins attempted are done or refused', async () => {
    const attempted = await stage.metric('invigil_signaling_join_attempted_total');
    const done = await stage.metric('invigil_signaling_join_done_total');
    const refusals = await stage.metric('invigil_signaling_join_refused_total');
    expect(attempted).toBe(done + refusals);
    expect(refusals).toBeGreaterThan(8);
  });
});
