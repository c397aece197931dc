/** 128 random bits as 32 hexadecimal characters. */
export const random = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => (byte + 256).toString(16).slice(1)).join("");
