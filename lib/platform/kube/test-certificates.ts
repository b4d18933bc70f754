import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A certificate made for a test, in PEM, with what is needed to sign others. */
export type TestCertificate = { cert: string; key: string; name: string; privateKey: KeyObject };

type Wanted = { name: string; issuer?: TestCertificate; notBefore?: Date; notAfter?: Date; isAuthority?: boolean };

/**
 * Makes an X.509 v3 certificate (RFC 5280) with a P-256 key, for `127.0.0.1` and `localhost`: self-signed
 * without an issuer. Tests need no openssl this way.
 */
export function makeTestCertificate({ name, issuer, notBefore, notAfter, isAuthority = false }: Wanted): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(Date.now() % 0x7fffffff),
    ecdsaWithSha256,
    commonName(issuer?.name ?? name),
    sequence(time(notBefore ?? new Date(Date.now() - 3_600_000)), time(notAfter ?? new Date(Date.now() + 86_400_000))),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(
      extension([2, 5, 29, 19], isAuthority ? sequence(tagged(0x01, Buffer.from([0xff]))) : sequence()),
      extension([2, 5, 29, 17], sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1])))),
    )),
  );
  const signature = sign('sha256', body, issuer?.privateKey ?? privateKey);
  const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    name,
    privateKey,
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));

function integer(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return tagged(0x02, bytes[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function objectId([first = 0, second = 0, ...rest]: number[]): Buffer {
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}

const ecdsaWithSha256 = sequence(objectId([1, 2, 840, 10045, 4, 3, 2]));

const commonName = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(objectId([2, 5, 4, 3]), tagged(0x0c, Buffer.from(name)))));

const extension = (id: number[], value: Buffer): Buffer => sequence(objectId(id), tagged(0x04, value));

const time = (date: Date): Buffer => tagged(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`));
