/**
 * The style sheet of the page: light and dark, wide and narrow, screen and
 * paper.
 *
 * @module
 */
import { cssColours, fontFamily } from './theme.ts'

/** A desk of today is used whole; what is read as text stays narrower. */
const pageWidth = '2400px'
/** Of a line that is read. */
const textWidth = '60rem'
/**
 * Shadows at the edges beyond which a table goes on: covers of the card's
 * colour travel with the table and hide the shadow at an edge that is reached.
 */
const scrollHint = [
  'background:linear-gradient(to right,var(--card) 40%,transparent) left/40px 100% local',
  'linear-gradient(to left,var(--card) 40%,transparent) right/40px 100% local',
  'linear-gradient(to top,var(--card) 40%,transparent) bottom/100% 40px local',
  'linear-gradient(to right,var(--shadow),transparent) left/18px 100% scroll',
  'linear-gradient(to left,var(--shadow),transparent) right/18px 100% scroll',
  'linear-gradient(to top,var(--shadow),transparent) bottom/100% 18px scroll;' +
    'background-repeat:no-repeat;background-color:var(--card);scrollbar-width:thin',
].join(',')

const light = `color-scheme:light;--page:#f5f7f9;--line:#d5dae0;--edge:#7b848f;--shadow:#1c212866;${cssColours('light')}`
const dark = `color-scheme:dark;--page:#0d1117;--line:#30363d;--edge:#7d8691;--shadow:#e6edf366;${cssColours('dark')}`

/** The system's scheme, or the one that was chosen on the page. */
const schemes = `
:root{${light}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}
:root[data-theme=dark]{${dark}}
`

const text = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:5rem}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 ${fontFamily};overflow-wrap:anywhere}
h1{max-width:${textWidth};font-size:28px;line-height:1.2;margin:10px 0 14px;text-wrap:balance;letter-spacing:-.01em}
h2{font-size:22px;line-height:1.25;margin:0 0 8px;letter-spacing:-.005em}
h3{font-size:16px;line-height:1.35;margin:0 0 6px}
p{margin:0 0 10px;max-width:${textWidth}}
a{color:var(--plain)}
a.explained,abbr{color:inherit;text-decoration:underline dotted 1px;text-underline-offset:3px}
abbr{cursor:help}
a.explained:hover{text-decoration-style:solid}
code,pre{font:13.5px/1.5 "Liberation Mono",ui-monospace,Menlo,Consolas,monospace}
pre{overflow:auto;max-height:30rem;margin:10px 0 0}
summary{cursor:pointer;color:var(--muted);font-size:14px}
:focus-visible{outline:2px solid var(--plain);outline-offset:2px;border-radius:3px}
[tabindex="-1"]:focus-visible{outline:0}
.skip{position:absolute;left:8px;top:-60px;z-index:30;padding:8px 14px;background:var(--card);border:1px solid var(--edge);border-radius:6px}
.skip:focus{top:8px}
.lead{font-size:16px}
.source,.aside{color:var(--muted);font-size:13px}
.source{margin:6px 0 0}
dt:target,dt:target+dd{background:var(--grid)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
`

const frame = `
header>div,.layout,footer{max-width:${pageWidth};margin:0 auto;padding:0 28px}
header{border-bottom:1px solid var(--line);background:var(--card)}
header>div{padding-top:16px;padding-bottom:18px}
.layout{display:grid;grid-template-columns:210px minmax(0,1fr);gap:32px;align-items:start}
main{min-width:0;outline:0}
header:has(+main)>div{max-width:1500px}
body>main,header+main{max-width:1500px;margin:0 auto;padding:0 28px}
section{padding-top:36px}
section section{padding-top:20px}
.contents{position:sticky;top:0;max-height:100vh;overflow:auto;padding:36px 0 24px;font-size:14px;line-height:1.35;scrollbar-width:thin}
.contents ol{list-style:none;margin:0;padding:0}
.contents li{margin:0 0 7px}
.contents ol ol{margin:5px 0 10px;padding-left:10px;border-left:1px solid var(--line);font-size:12.5px}
.contents ol ol li{margin:0 0 4px}
.contents a{color:var(--ink);text-decoration:none}
.contents ol ol a{color:var(--muted)}
.contents a:hover{text-decoration:underline}
.menu{display:none}
footer{color:var(--muted);font-size:14px;padding-top:28px;padding-bottom:40px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;margin:0 0 16px;break-inside:avoid}ul.card{padding-left:36px!important}
`

const firstScreen = `
.brand{display:flex;flex-wrap:wrap;gap:4px 16px;color:var(--muted);font-size:14px}
.brand b{color:var(--ink);letter-spacing:.02em}
.first{display:grid;grid-template:"answer evidence" auto "facts evidence" 1fr/minmax(0,11fr) minmax(0,10fr);gap:0 36px}
.first.alone{display:block}
.answer{grid-area:answer}.evidence{grid-area:evidence}.facts{grid-area:facts}
.verdict{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 12px;margin:0 0 8px;max-width:none}
.verdict .mark{font-size:30px;line-height:1}
.verdict b.word{font-size:30px;line-height:1.15;letter-spacing:-.01em}
.verdict .headline{font-size:18px}
.headline{font-size:18px}
.reasons{max-width:${textWidth};margin:0 0 8px;padding-left:20px;color:var(--muted);font-size:14px}
h2.label{font-size:13px;font-weight:normal;color:var(--muted);margin:0 0 4px;letter-spacing:0}
ol.claims{list-style:none;margin:0;padding:0}
ol.claims .claim{border-left:4px solid var(--line);padding:0 0 0 12px;margin:0 0 9px}
ol.claims p{margin:0;max-width:none}
ol.claims .statement{font-weight:bold;font-size:15px;line-height:1.35}
ol.claims .outcome{font-size:15px;line-height:1.4}
ol.claims .aside{line-height:1.4}
.answers{display:flex;flex-wrap:wrap;gap:14px}.answers>.card{flex:1 1 340px}.answers>.whole{flex-basis:100%}
.claim{border-left-width:5px}
.answers .claim{margin:0;display:flex;flex-direction:column}
.answers .word{font-weight:bold;font-size:14px;letter-spacing:.02em}
.answers .figure{font-size:27px;font-weight:bold;line-height:1.2;letter-spacing:-.01em}
.answers .because{font-size:14px;margin:0 0 8px}
ol.claims .holds,.claim.holds{border-left-color:var(--holds)}.holds .word{color:var(--holds)}
ol.claims .refuted,.claim.refuted{border-left-color:var(--refuted)}.refuted .word{color:var(--refuted)}
ol.claims .inconclusive,.claim.inconclusive{border-left-color:var(--inconclusive);border-left-style:dashed}.inconclusive .word{color:var(--inconclusive)}
ol.claims .invalid,.claim.invalid{border-left-color:var(--invalid);border-left-style:dotted}.invalid .word,.none .word{color:var(--invalid)}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);align-content:start;gap:3px 16px;margin:10px 0 0;font-size:14px;line-height:1.45}
dl.facts dt{color:var(--muted)}
dl.facts dd{margin:0;min-width:0}
.command{display:inline-block;max-width:100%;overflow-wrap:anywhere;vertical-align:bottom;padding:1px 8px;border:1px solid var(--line);border-radius:6px;background:var(--page);user-select:all;-webkit-user-select:all}
.evidence .picture{max-height:34rem;overflow-y:auto}
@supports (animation-timeline:scroll()){
.evidence .picture::after{content:"";position:sticky;bottom:0;display:block;height:18px;margin-top:-18px;background:linear-gradient(to top,var(--shadow),transparent);opacity:0;pointer-events:none;animation:goes-on linear;animation-timeline:scroll()}
@keyframes goes-on{0%,95%{opacity:1}100%{opacity:0}}
}
.evidence figure.card{border:0;padding:0;margin:0}
`

const pictures = `
figure{margin:0 0 20px}
figure .finding{font-size:15px}
figure .how{color:var(--muted);font-size:14px;margin:10px 0 8px}
figure svg text{pointer-events:none}
figure svg{display:block;width:100%;max-width:1240px;height:auto;margin:8px auto;background:var(--card)!important}
.plan figure p{max-width:1240px}
.picture{overflow-x:auto}.many{content-visibility:auto;contain-intrinsic-height:auto 30rem}
.picture svg{min-width:640px}.scripted .picture svg{min-width:0;max-width:100%;width:auto}
.scripted .needs-script{display:none}
.picture .pointed{stroke:var(--ink);stroke-width:2.5px;stroke-opacity:1}
.tip{position:fixed;z-index:40;max-width:min(26rem,calc(100vw - 12px));padding:6px 10px;border:1px solid var(--edge);border-radius:6px;background:var(--card);color:var(--ink);font-size:14px;line-height:1.4;box-shadow:0 2px 10px var(--shadow);pointer-events:none}
.downloads{margin:10px 0 0;max-width:none;color:var(--muted);font-size:14px}
.downloads ul{columns:3 15rem;margin:8px 0 0;padding:0;list-style:none;font-size:13px;line-height:2}
.downloads button{margin:0 2px;font-size:13px;padding:1px 9px}
.figures{display:grid;grid-template-columns:minmax(0,1fr);gap:16px;align-items:start}
.figures figure{margin:0}
`

const tables = `
.scroll{overflow:auto;max-height:60rem;border:1px solid var(--line);border-radius:10px;${scrollHint}}
.long{content-visibility:auto;contain-intrinsic-height:auto 60rem}
.scroll+p{margin-top:12px}
details .scroll{margin-top:10px}
.cell-table{margin:0 0 22px}
table{overflow-wrap:break-word;border-collapse:separate;border-spacing:0;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:6px 8px;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid);white-space:nowrap}
td.text{white-space:normal;min-width:14rem}
th.n,td.n{text-align:right}
th.group{white-space:normal;text-align:center;color:var(--muted);font-weight:normal;border-bottom:1px solid var(--grid)}
thead th{font-size:12.5px;white-space:normal;vertical-align:bottom}
td small{display:block;white-space:normal;color:var(--muted);font-size:11.5px}
.cell-table th,.cell-table td{padding:5px 6px}
tbody tr:last-child td{border-bottom:0}
tbody tr:hover td{background:var(--page)}
dl.words{display:grid;grid-template-columns:minmax(9rem,13rem) minmax(0,1fr);gap:8px 20px;margin:0;font-size:15px}
dl.words dt{font-weight:bold}
dl.words dd{max-width:${textWidth};margin:0;overflow-wrap:anywhere}
ul.files{columns:20rem;overflow-wrap:anywhere;font-size:14px;padding-left:20px;margin:0}
`

const controls = `
button{font:inherit;font-size:14px;line-height:1.3;color:var(--ink);background:var(--card);border:1px solid var(--edge);border-radius:6px;padding:3px 10px;cursor:pointer}
button:hover:not(:disabled){background:var(--page)}
button:disabled{color:var(--muted);border-color:var(--line);cursor:default}
.theme{margin-left:auto;padding:0 10px}
.facts button{padding:1px 8px;font-size:13px}
#controls{position:sticky;top:0;z-index:20;padding-top:10px;background:var(--page)}
.bar{display:flex;gap:12px;align-items:flex-start;background:var(--card);border:1px solid var(--edge);border-radius:10px;padding:7px 10px 7px 14px}
.bar details{flex:1;min-width:0}
.bar summary{color:var(--ink);line-height:1.9;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bar details[open] summary{white-space:normal}
.bar .state{color:var(--muted)}
.buttons{display:flex;gap:8px;margin:0;flex:none}
.panel{display:flex;flex-wrap:wrap;gap:12px 28px;max-height:calc(100vh - 8rem);overflow:auto;padding:8px 2px 6px;font-size:14px}
.panel fieldset{border:0;margin:0;padding:0;min-width:0}
.panel legend{font-weight:bold;padding:0;margin:0 0 3px}
.panel label{display:block;padding:2px 0}
.panel .cells{flex:none;width:100%}
.panel input{vertical-align:-1px}
.panel .cells p{margin:0 0 6px}
.chips{display:flex;flex-wrap:wrap;gap:4px 6px;align-items:center;margin:0 0 7px}
.chips span{min-width:9rem;color:var(--muted)}
.chips label{border:1px solid var(--edge);border-radius:14px;padding:1px 10px 1px 6px}
.chips label:has(:checked){border-color:var(--plain);background:var(--page)}
.chips small{color:var(--muted)}
.find{display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center;max-width:none}
.find input{font:inherit;color:var(--ink);background:var(--page);border:1px solid var(--edge);border-radius:6px;padding:3px 8px}
.list{columns:15rem;column-gap:20px;max-height:12rem;overflow:auto;border:1px solid var(--line);border-radius:6px;padding:4px 10px}
.list label{break-inside:avoid;overflow-wrap:anywhere}
.said{color:var(--muted);font-size:13px;margin:3px 0 0;padding:2px 13px;max-width:none;background:var(--card);border:1px solid var(--edge);border-radius:10px}
.said:empty{margin:0;padding:0;border:0}
.linked{margin:6px 0 0;padding:0 14px;max-width:none;font-size:13px;color:var(--muted)}
.why{display:block;color:var(--muted)}.none-found{color:var(--muted)}
.sort{border:0;padding:0;background:none;font-size:inherit;font-weight:inherit;text-align:inherit;color:inherit}
th:has(.sort){position:relative;padding-top:16px}
[aria-sort] .sort::after{position:absolute;right:6px;top:2px;font-size:10px}
[aria-sort=ascending] .sort::after{content:"▲"}[aria-sort=descending] .sort::after{content:"▼"}
td label{display:block;cursor:pointer}td input{margin:0 5px 0 0;vertical-align:-1px}
tr.chosen td{background:var(--page);box-shadow:inset 0 1px var(--edge),inset 0 -1px var(--edge)}
.only{margin:0 0 10px}
[hidden]{display:none!important}
`

const widths = `
@media (min-width:1900px){
.figures{grid-template-columns:repeat(2,minmax(0,1fr))}
.figures figure:only-child{grid-column:1/-1}
.layout{grid-template-columns:240px minmax(0,1fr)}
}
@media (max-width:1500px){.cell-table table{font-size:12.5px}.cell-table th,.cell-table td{padding:5px 4px}}
@media (max-width:1080px){
.layout{display:block}
.contents{position:static;max-height:none;padding:14px 0 0}
.contents .beside{display:none}.menu{display:block}
.menu>ol{padding:10px 0}.menu a{display:inline-block;padding:3px 0}
.first{display:block}
.evidence{margin:14px 0}
}
@media (max-width:640px){
header>div,.layout,footer,body>main,header+main{padding-left:14px;padding-right:14px}
h1{font-size:22px}.headline,.verdict .headline{font-size:16px}
section{padding-top:28px}
.card{padding:14px}
dl.words{grid-template-columns:minmax(0,1fr);gap:0}
dl.words dd{margin-bottom:9px}
dl.facts{grid-template-columns:5.4rem minmax(0,1fr);gap:3px 10px}
.bar{flex-wrap:wrap;gap:4px 12px;padding:5px 8px 7px 12px}.bar details{flex:1 1 100%}
.bar:not(:has(details[open])) .buttons{display:none}
.changes .scroll{max-height:none}.changes th,.changes td{padding:5px 4px}.changes td:not(.n){white-space:normal}
.chips span{min-width:100%}
.panel{max-height:60vh}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media (forced-colors:active){
.card,.scroll,ol.claims .claim{border-color:CanvasText}
figure svg{forced-color-adjust:none;background:var(--card)}
tr.chosen td{outline:1px solid Highlight}
}
@media (prefers-contrast:more){:root:root:root{--muted:var(--ink);--line:var(--edge);--grid:var(--edge)}}
`

const paper = `
@page{margin:11mm}
@media print{
:root,:root[data-theme],:root:not([data-theme=light]){${light}--page:#fff;--line:#bbb}
body{font-size:10.5pt}
header>div,.layout,footer,body>main,header+main{max-width:none;padding-left:0;padding-right:0}
.layout,.first{display:block}
.contents,.skip,#controls,.menu,.only,button:not(.sort),td input,.twin:not([open]),details.card:not([open]){display:none!important}
th:has(.sort){padding-top:2px}.sort{display:contents}details:not([class])::details-content{content-visibility:visible}details:not([class])>summary{list-style:none;padding-bottom:4pt}
section,section section{padding-top:10pt}
h2,h3,.lead,summary{break-after:avoid}
figure,.card,li.claim,tr,dl.facts{break-inside:avoid}
dl.words{break-inside:auto;border:0;padding:0}dt,dd{break-inside:avoid}
p,.verdict{orphans:3;widows:3}
.scroll,pre{max-height:none;overflow:visible}.long,figure .many{content-visibility:visible}pre{white-space:pre-wrap}.scroll{background:none;border:0}
th,td{white-space:normal;padding:2px 4px}
thead{display:table-header-group}
table,.cell-table table{font-size:6.5pt}thead th{font-size:6.5pt}td small{font-size:6pt}.cell-table th,.cell-table td{padding:2px}
.source{break-before:avoid}
td.text{min-width:0}
figure .picture,.evidence .picture{max-height:none;overflow:visible}
figure svg,.scripted .picture svg{width:auto;max-width:100%;max-height:78mm;margin:3pt auto}
#ttl-and-rotation .picture svg{max-height:200mm}
figure .finding,figure .how,.lead{font-size:8.5pt;line-height:1.35;margin:0 0 3pt}.card{padding:8px 10px}
.picture svg{min-width:0}.needs-script,.tip,.downloads,#histograms,.evidence .picture::after{display:none}
.figures{display:block}.figures figure{margin:0 0 6pt}
footer{padding-top:6pt;padding-bottom:0;break-before:avoid}#files .card,ul.files{margin-bottom:0;font-size:8.5pt}
a.explained,abbr{text-decoration:none}
a[href^="#"]{color:inherit}
}
`

/** Parts in the order in which later ones win. */
export const pageStyle = [schemes, text, frame, firstScreen, pictures, tables, controls, widths, paper].join(
  '',
)
