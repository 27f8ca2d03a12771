/** Path of Electron's binary, undefined where there is none. */
export function electronBinary(): string | undefined;
