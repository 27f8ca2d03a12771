import { encodeEnvelope } from '@fedzoo/shared/protocol';
import { describe, expect, it } from 'vitest';
import { wireText } from './wire-text.js';

describe('a text for the wire', () => {
  it('is left as it is where the wire admits it', () => {
    expect(wireText('Größe 😀')).toBe('Größe 😀');
  });

  it.each(['😀'.repeat(3000), `x${'😀'.repeat(3000)}`, '\ud83d', 'a\udc00b', '€'.repeat(5000)])(
    'can be sent whatever it was (%#)',
    (text) => {
      const body = { code: 'internal', field: '', text: wireText(text), retriable: true };
      expect(() => encodeEnvelope({ kind: 'error', body })).not.toThrow();
    },
  );
});
