/**
 * Holds the images of README and docs to what they are made from.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { imageSources, sourcesFile } from '../scripts/write-screenshots.ts'
import { withPictures } from '../scripts/write-report-pictures.ts'
import { root } from './command-line.fixture.ts'

const folder = path.join(root, 'docs/images')
const names = Object.keys(imageSources())

describe('docs/images', () => {
  it('has each image that the script makes, and no other', () => {
    const found = readdirSync(folder).filter((name) => name !== path.basename(sourcesFile))

    assert.deepEqual(found.toSorted(), names.toSorted())
  })

  it('was made from what is stored now', () => {
    const made = JSON.parse(readFileSync(sourcesFile, 'utf8')) as unknown

    assert.deepEqual(made, imageSources(), 'run npx node scripts/write-screenshots.ts')
  })

  it('is shown, each image of it, and is small', () => {
    const pages = ['README.md', ...globSync('docs/*.md', { cwd: root })].map((page) => ({
      page,
      text: readFileSync(path.join(root, page), 'utf8'),
    }))
    const shown = new Set(
      pages.flatMap(({ page, text }) =>
        [...text.matchAll(/\b(?:src|srcset)="(?<place>[^"]+)"|!\[[^\]]*\]\((?<link>[^)]+)\)/g)].map(
          ({ groups }) => path.join(root, path.dirname(page), groups!['place'] ?? groups!['link']!),
        ),
      ),
    )

    assert.deepEqual(
      names.filter((name) => !shown.has(path.join(folder, name))),
      [],
    )
    assert.deepEqual(
      names.filter((name) => statSync(path.join(folder, name)).size > 150 * 1024),
      [],
    )
  })

  it('is all that pages show of it: no image is missing', () => {
    for (const page of ['README.md', ...globSync('docs/*.md', { cwd: root })]) {
      const text = readFileSync(path.join(root, page), 'utf8')
      const places = [...text.matchAll(/\b(?:src|srcset)="(?<place>[^"]+)"/g)].map(
        ({ groups }) => groups!['place']!,
      )

      for (const place of places)
        assert.ok(
          statSync(path.join(root, path.dirname(page), place), { throwIfNoEntry: false }),
          `${page}: ${place}`,
        )
    }
  })

  it('says in words what each picture of a pair shows', () => {
    for (const page of ['README.md', ...globSync('docs/*.md', { cwd: root })])
      for (const [image] of readFileSync(path.join(root, page), 'utf8').matchAll(/<img [^>]*>/g))
        assert.match(image, / alt="[^"]{20,}"/, `${page}: ${image}`)
  })
})

describe('docs/report.md', () => {
  it('says of each picture how it is read, as the picture says it', () => {
    const text = readFileSync(path.join(root, 'docs/report.md'), 'utf8')

    assert.equal(text, withPictures(text), 'run npx node scripts/write-report-pictures.ts')
  })
})
