// The same lines as PouchDB documents: pushed to, and pulled from, a PouchDB server on loopback. LevelDB on both sides.
// node replication.mjs LINES_FILE FOLDER — prints {"push": seconds, "pull": seconds} after checking that all arrived.
import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [lines, folder] = process.argv.slice(2)
const require = createRequire(join(process.cwd(), 'x.js'))
const PouchDB = require('pouchdb')
const app = require('express')()
app.use('/', require('express-pouchdb')(PouchDB.defaults({ prefix: join(folder, 'server/') }), {
  mode: 'minimumForPouchDB', logPath: join(folder, 'log.txt'), inMemoryConfig: true,
}))
require('node:fs').mkdirSync(join(folder, 'server'), { recursive: true })
const server = await new Promise(ready => { const one = app.listen(0, '127.0.0.1', () => ready(one)) })
const hall = `http://127.0.0.1:${server.address().port}/hall`

const written = new PouchDB(join(folder, 'writer'))
let count = 0, page = []
for await (const line of createInterface({ input: createReadStream(lines, 'utf8'), crlfDelay: Infinity })) {
  page.push({ _id: String(count++).padStart(9, '0'), line })
  if (page.length === 500) await written.bulkDocs(page.splice(0))
}
await written.bulkDocs(page)

async function seconds(from, to) {
  const begun = performance.now()
  const done = await PouchDB.replicate(from, to, { batch_size: 500, batches_limit: 10 })
  if (!done.ok || done.docs_written !== count) throw new Error(JSON.stringify(done))
  return (performance.now() - begun) / 1000
}
const push = await seconds(written, hall)
const read = new PouchDB(join(folder, 'reader'))
const pull = await seconds(hall, read)
console.log(JSON.stringify({ push, pull, documents: count }))
process.exit(0)
