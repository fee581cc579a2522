/** A task whose worker dies, as one does that runs out of memory. */
export default function die(): never {
  process.exit(3)
}
