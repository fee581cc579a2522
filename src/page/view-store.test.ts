import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { firstView, type View } from '../report/data/view.ts'
import { viewStore } from './view-store.ts'

describe('viewStore', () => {
  it('begins with what is shown first, or what it is given', () => {
    assert.deepEqual(viewStore().current(), firstView)
    assert.deepEqual(viewStore({ ...firstView, unit: 'call' }).current().unit, 'call')
  })

  it('tells every listener of a change, once it has happened', () => {
    const store = viewStore()
    const heard: View[] = []
    store.subscribe((view) => {
      assert.equal(view, store.current())
      heard.push(view)
    })
    store.subscribe((view) => heard.push(view))

    store.set({ cells: ['c02'] })

    assert.deepEqual(store.current(), { ...firstView, cells: ['c02'] })
    assert.deepEqual(heard, [store.current(), store.current()])
  })

  it('keeps its view, and quiet, where nothing changes', () => {
    const store = viewStore()
    const before = store.current()
    store.subscribe(() => assert.fail('nothing has changed'))

    store.set({})
    store.set({ cells: [...firstView.cells], scale: firstView.scale })

    assert.equal(store.current(), before)
  })

  it('no longer tells who has ended it', () => {
    const store = viewStore()
    const end = store.subscribe(() => assert.fail('it has ended'))
    end()
    store.set({ scale: 'linear' })
    assert.equal(store.current().scale, 'linear')
  })
})
