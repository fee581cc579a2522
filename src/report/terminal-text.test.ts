import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { asciiText, cutTo, filledTo, wrap } from './terminal-text.ts'
import { textColumns } from './text-width.ts'

describe('cutTo', () => {
  it('leaves alone what fits and ends in an ellipsis what does not', () => {
    assert.equal(cutTo('c01 runs', 8), 'c01 runs')
    assert.equal(cutTo('c01 runs', 7), 'c01 ru…')
    assert.equal(cutTo('c01 runs', 1), '…')
    assert.equal(cutTo('c01 runs', 0), '')
  })

  it('counts wide characters twice', () => {
    assert.equal(cutTo('漢字漢字', 8), '漢字漢字')
    assert.equal(cutTo('漢字漢字', 7), '漢字漢…')
    assert.equal(cutTo('漢字漢字', 6), '漢字…')
  })

  it('is never wider than it may be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(60), (text, columns) => {
        assert.ok(textColumns(cutTo(text, columns)) <= columns)
      }),
    )
  })
})

describe('filledTo', () => {
  it('is exactly as wide as it shall be, on either side', () => {
    assert.equal(filledTo('c01', 5), 'c01  ')
    assert.equal(filledTo('c01', 5, 'left'), '  c01')
    assert.equal(filledTo('漢字漢字', 6), '漢字… ')
  })
})

describe('asciiText', () => {
  it('stands for each character that we draw with by one of ASCII', () => {
    const drawn = '┌─┬┐│✔ ✘ ◆ ● ■ ━╌┃░▒▓█▏▌▁▄█·…–’⠁⡇⣀⠉ ►◄◌'

    const ascii = asciiText(drawn)

    assert.match(ascii, /^[ -~]+$/)
    assert.equal(ascii.length, drawn.length)
  })

  it('tells the parts of a forest plot apart', () => {
    assert.equal(new Set(asciiText('●━┃╌░')).size, 5)
  })

  it('leaves the words of a scenario as they are', () => {
    assert.equal(asciiText('Größe 漢字'), 'Größe 漢字')
  })
})

describe('wrap', () => {
  it('breaks words that are longer than a line, and no address', () => {
    assert.equal(wrap('abcdefgh ij', 8, '  '), '  abcdef\n  gh ij')
    assert.equal(wrap('abcdef ij', 8, '  '), '  abcdef\n  ij')
    assert.equal(wrap('漢字漢字', 5), '漢字\n漢字')
    assert.equal(wrap('see https://aws.amazon.com', 8), 'see\nhttps://aws.amazon.com')
  })

  it('ends, however narrow it is', () => {
    assert.equal(wrap('ab', 0), 'a\nb')
  })

  it('breaks between words, and indents', () => {
    assert.equal(wrap('one two three', 8, '  '), '  one\n  two\n  three')
  })
})
