/**
 * The style sheet of the page: light and dark, wide and narrow, screen and
 * paper.
 *
 * @module
 */
import { cssColours, fontFamily } from './theme.ts'

/** Room for the widest tables; what is read as text stays narrower. */
const pageWidth = '1500px'
/**
 * Shadows at the edges beyond which a table goes on: two covers of the card's
 * colour travel with the table and hide the shadow at an edge that is reached.
 */
const scrollHint = [
  'background:linear-gradient(to right,var(--card) 40%,transparent) left/40px 100% local',
  'linear-gradient(to left,var(--card) 40%,transparent) right/40px 100% local',
  'linear-gradient(to right,var(--shadow),transparent) left/18px 100% scroll',
  'linear-gradient(to left,var(--shadow),transparent) right/18px 100% scroll;' +
    'background-repeat:no-repeat;background-color:var(--card);scrollbar-width:thin',
].join(',')
/** Of a line that is read. */
const textWidth = '60rem'

export const pageStyle = `
:root{color-scheme:light dark;--page:#f5f7f9;--line:#d5dae0;--shadow:#1c212866;${cssColours('light')}}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--line:#30363d;--shadow:#e6edf366;${cssColours('dark')}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 ${fontFamily};overflow-wrap:break-word}
main,footer{max-width:${pageWidth};margin:0 auto;padding:0 24px}
header{border-bottom:1px solid var(--line);background:var(--card)}
header>div{max-width:${pageWidth};margin:0 auto;padding:28px 24px 24px}
.brand{display:flex;flex-wrap:wrap;gap:4px 16px;color:var(--muted);font-size:14px}
.brand b{color:var(--ink);letter-spacing:.02em}
h1{max-width:${textWidth};font-size:30px;line-height:1.25;margin:14px 0 10px;text-wrap:balance;letter-spacing:-.01em}
.headline{font-size:18px;margin:0 0 4px}
.reasons{max-width:${textWidth};margin:6px 0 0;padding-left:20px;color:var(--muted);font-size:15px}
h2{font-size:22px;margin:44px 0 14px;letter-spacing:-.005em}
h3{font-size:17px;margin:0 0 6px}
p{margin:0 0 10px;max-width:${textWidth}}
a{color:var(--plain)}
code,pre{font:13.5px/1.5 "Liberation Mono",ui-monospace,Menlo,Consolas,monospace}
.command{display:inline-block;max-width:100%;overflow-x:auto;vertical-align:bottom;white-space:nowrap;padding:3px 9px;border:1px solid var(--line);border-radius:6px;background:var(--page)}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:6px 18px;margin:18px 0 0;font-size:14.5px}
dl.facts dt{color:var(--muted)}
dl.facts dd{margin:0;min-width:0}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin:0 0 16px;break-inside:avoid}
.claims{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:14px}
.answers{display:flex;flex-wrap:wrap;gap:14px}.answers>.card{flex:1 1 340px}
.claim{margin:0;border-left-width:5px;display:flex;flex-direction:column}
.claim h3{font-size:16px;line-height:1.35;margin:4px 0 8px}
.claim .word{font-weight:bold;font-size:14px;letter-spacing:.02em}
.claim .figure{font-size:27px;font-weight:bold;line-height:1.2;letter-spacing:-.01em}
.claim .against{color:var(--muted);font-size:14px;margin:0 0 8px}
.claim .because{font-size:14px;margin:0 0 8px}
.claim .from{color:var(--muted);font-size:13px;margin:auto 0 0}
.holds{border-left-color:var(--holds)}.holds .word{color:var(--holds)}
.refuted{border-left-color:var(--refuted)}.refuted .word{color:var(--refuted)}
.inconclusive{border-left-color:var(--inconclusive);border-left-style:dashed}.inconclusive .word{color:var(--inconclusive)}
.invalid{border-left-color:var(--invalid);border-left-style:dotted}.invalid .word{color:var(--invalid)}
.scroll{overflow:auto;max-height:48rem;border:1px solid var(--line);border-radius:10px;${scrollHint}}
.scroll+p{margin-top:12px}
details .scroll{margin-top:10px}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:6px 8px;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid);white-space:nowrap}
td.text{white-space:normal;min-width:14rem}
th.number,td.number{text-align:right}
th.group{text-align:center;color:var(--muted);font-weight:normal;border-bottom:1px solid var(--grid)}
thead th{font-size:12.5px;white-space:normal;vertical-align:bottom}
td small{display:block;color:var(--muted);font-size:11.5px}
tbody tr:last-child td{border-bottom:0}
tbody tr:hover td{background:var(--page)}
figure{margin:0 0 20px}
figure .finding{font-size:15px}
figure .how{color:var(--muted);font-size:14px;margin:10px 0 8px}
figure svg{display:block;width:100%;max-width:920px;height:auto;margin:8px auto}
.plan figure svg{max-width:1240px}.plan figure p{max-width:1240px}
.picture{overflow-x:auto}.picture svg{min-width:640px}.scripted .picture svg{min-width:0;max-width:100%;width:auto}
.scripted .needs-script{display:none}
summary{cursor:pointer;color:var(--muted);font-size:14px}
pre{overflow:auto;max-height:30rem;margin:10px 0 0}
dl.words{display:grid;grid-template-columns:minmax(9rem,13rem) minmax(0,1fr);gap:8px 20px;margin:0;font-size:15px}
dl.words dt{font-weight:bold}
dl.words dd{max-width:${textWidth};margin:0;overflow-wrap:anywhere}
ul.files{columns:2;overflow-wrap:anywhere;font-size:14px;padding-left:20px;margin:0}
footer{color:var(--muted);font-size:14px;padding-top:28px;padding-bottom:40px}
@media (max-width:640px){
main,footer{padding:0 14px}header>div{padding:20px 14px}
h1{font-size:23px}.headline{font-size:16px}
.card{padding:14px}
dl.facts,dl.words{grid-template-columns:minmax(0,1fr);gap:0}
dl.facts dd,dl.words dd{margin-bottom:9px}
ul.files{columns:1}
}
@media print{
:root{color-scheme:light;--page:#fff;--line:#bbb;${cssColours('light')}}
body{font-size:11pt}main,footer,header>div{max-width:none;padding-left:0;padding-right:0}
.scroll,pre{max-height:none;overflow:visible}.scroll{background:none}th,td{white-space:normal;padding:3px 5px}
table{font-size:8pt}h2{break-after:avoid}tr{break-inside:avoid}
.picture{overflow:visible}.picture svg{min-width:0}.needs-script{display:none}
}
`
