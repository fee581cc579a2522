/**
 * The few special functions that intervals and expected counts need. Accurate
 * to about 1e-12, which is far beyond what any count can tell apart.
 *
 * @module
 */
import assert from 'node:assert/strict'

/** ln Gamma(x), x > 0: Stirling's series after shifting the argument to where it converges. */
export function logGamma(x: number): number {
  assert(x > 0, 'ln Gamma is for positive numbers')
  let shift = 0
  let shifted = x
  while (shifted < 15) {
    shift += Math.log(shifted)
    shifted += 1
  }
  const inverse = 1 / shifted
  const square = inverse * inverse
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680))))
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - shift
}

/**
 * P(Gamma(shape) <= x) for a Gamma variable of scale 1: the regularised lower
 * incomplete gamma function. Shape 0 is the constant 0.
 */
export function gammaCdf(shape: number, x: number): number {
  assert(shape >= 0, 'a shape is not negative')
  if (shape === 0) return x >= 0 ? 1 : 0
  if (x <= 0) return 0
  if (x === Infinity) return 1
  // Chernoff's bound settles most calls of a busy cache at once.
  const exponent = shape - x + shape * Math.log(x / shape)
  if (exponent < -45) return x > shape ? 1 : 0
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape + 1))
  return x < shape + 1 ? front * gammaSeries(shape, x) : 1 - front * shape * gammaFraction(shape, x)
}

/** P(Poisson(mean) >= count). */
export function poissonTail(count: number, expected: number): number {
  return count <= 0 ? 1 : gammaCdf(count, expected)
}

/** P(X <= x) for a Beta(a, b) variable: the regularised incomplete beta function. */
export function betaCdf(a: number, b: number, x: number): number {
  assert(a > 0 && b > 0, 'the parameters of a beta distribution are positive')
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(b, a, 1 - x)
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b) - Math.log(a),
  )
  return front < 1e-300 ? 0 : front / betaFraction(a, b, x)
}

/**
 * P(failures <= k) before the `successes`-th success of trials that succeed
 * with probability `share`: negative binomial. No success asked for: no wait.
 */
export function negativeBinomialCdf(successes: number, share: number, k: number): number {
  if (k < 0) return 0
  if (successes === 0 || share >= 1) return 1
  return betaCdf(successes, Math.floor(k) + 1, share)
}

/** P(Z <= z) for a standard normal Z. */
export function normalCdf(z: number): number {
  const half = gammaCdf(0.5, (z * z) / 2) / 2
  return z < 0 ? 0.5 - half : 0.5 + half
}

/**
 * Ein(x), x >= 0: the integral of (1 - e^-t) / t from 0 to x, which is gamma + ln x + E1(x)
 * (DLMF 6.2.3 and 6.2.4).
 */
export function entireExponentialIntegral(x: number): number {
  assert(x >= 0, 'Ein is for numbers that are not negative')
  if (x < 2) return exponentialSeries(x)
  return eulerGamma + Math.log(x) + Math.exp(-x) * scaledExponentialIntegral(x)
}

/** e^x E1(x), x >= 1: the even part of the continued fraction of DLMF 6.9.1. */
export function scaledExponentialIntegral(x: number): number {
  assert(x >= 1, 'the continued fraction converges slowly near 0')
  return continuedFraction(
    x + 1,
    (index) => -(index ** 2),
    (index) => x + 2 * index + 1,
  )
}

/** The `p` quantile of the standard normal distribution, 0 < p < 1, to about 1e-9. */
export function normalQuantile(p: number): number {
  assert(p > 0 && p < 1, 'a quantile is asked for inside (0, 1)')
  let low = -40
  let high = 40
  while (high - low > 1e-10) {
    const middle = (low + high) / 2
    if (normalTail(middle) > 1 - p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** P(T <= t) for Student's t with `degrees` > 0, whole or not (DLMF 8.17; infinite `t` allowed). */
export function studentCdf(t: number, degrees: number): number {
  if (degrees === Infinity) return normalCdf(t)
  const square = t * t
  // Each from the side on which nothing cancels.
  const tail =
    square < degrees
      ? (1 - betaCdf(0.5, degrees / 2, square / (degrees + square))) / 2
      : betaCdf(degrees / 2, 0.5, degrees / (degrees + square)) / 2
  return t < 0 ? tail : 1 - tail
}

/** The `p` quantile of Student's t, 0 < p < 1, `degrees` >= 1, whole or not. */
export function studentQuantile(p: number, degrees: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, degrees)
  let low = 0
  let high = 1e6
  while (high - low > 1e-9 * Math.max(1, low)) {
    const middle = (low + high) / 2
    if (studentCdf(-middle, degrees) > 1 - p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const eulerGamma = 0.5772156649015329

/** DLMF 6.6.4. */
function exponentialSeries(x: number): number {
  let power = 1
  let sum = 0
  for (let index = 1; Math.abs(power) > 1e-17; index += 1) {
    power *= -x / index
    sum -= power / index
  }
  return sum
}

function normalTail(z: number): number {
  return 1 - normalCdf(z)
}

function gammaSeries(shape: number, x: number): number {
  let term = 1
  let sum = 1
  for (let index = 1; term > sum * 1e-16; index += 1) {
    term *= x / (shape + index)
    sum += term
  }
  return sum
}

/** The continued fraction of the upper tail, by Lentz's method as modified by Thompson and Barnett. */
function gammaFraction(shape: number, x: number): number {
  return continuedFraction(
    x + 1 - shape,
    (index) => -index * (index - shape),
    (index) => x + 2 * index + 1 - shape,
  )
}

/** The continued fraction of the incomplete beta function (DLMF 8.17.22). */
function betaFraction(a: number, b: number, x: number): number {
  const coefficient = (index: number): number => {
    const half = Math.floor(index / 2)
    return index % 2 === 0
      ? (half * (b - half) * x) / ((a + index - 1) * (a + index))
      : (-(a + half) * (a + b + half) * x) / ((a + index - 1) * (a + index))
  }
  return 1 / continuedFraction(1, coefficient, () => 1)
}

/** 1 / (first + a1 / (b1 + a2 / (b2 + …))). */
function continuedFraction(
  first: number,
  a: (index: number) => number,
  b: (index: number) => number,
): number {
  const tiny = 1e-300
  let value = first || tiny
  let c = value
  let d = 0
  for (let index = 1; index < 1e6; index += 1) {
    d = 1 / (b(index) + a(index) * d || tiny)
    c = b(index) + a(index) / c || tiny
    value *= c * d
    if (Math.abs(c * d - 1) < 1e-15) break
  }
  return 1 / value
}
