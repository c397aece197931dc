/** 128 random bits as 32 hexadecimal characters. */
export const random = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => (byte >> 4).toString(16) + (byte & 15).toString(16)).join("");
