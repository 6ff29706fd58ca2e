"""Seeded generator of realistic arena votes.

    python gen_votes.py FOLDER small|medium|large

The same bytes each time, with the versions of requirements.txt.

Generating model
  eta   = theta[a]-theta[b] + u[judge].(v[a]-v[b]) + beta_pos + style.beta   (log-odds)
  tie   ~ Davidson: P(a) : P(b) : P(tie) = e^{eta/2} : e^{-eta/2} : nu*exp(judge tie-propensity)
  bothbad share of ties falls with the mean strength of the pair
  pairs ~ p_i p_j exp(-|theta_i-theta_j|/s): skewed (log-normal exposure; a few models get most votes)
  judges ~ log-normal activity (small) or Pareto(1.3) capped at 60x (medium, large): heavy tailed
"""

import sys

import numpy as np
import pandas as pd

SPEC = {
 # name: models, votes, judges, seed, exposure sd, closeness scale, nu (tie), theta sd
 'small':  dict(m=6,   n=7_500,     j=484,     seed=20250215, expo=0.15, close=50.0, nu=0.65, sd=0.60),
 'medium': dict(m=100, n=100_000,   j=20_000,  seed=20250216, expo=1.00, close=1.5,  nu=0.90, sd=0.80),
 'large':  dict(m=200, n=2_000_000, j=400_000, seed=20250217, expo=1.20, close=1.5,  nu=0.92, sd=0.90),
}
LANGS = ['English','Chinese','Russian','German','Spanish','French','Japanese','Korean','Thai','unknown']
LANGP = [0.56,0.12,0.10,0.05,0.04,0.03,0.03,0.02,0.02,0.03]
SMALL_NAMES = ['DiVA-Llama-3-v0-8b','GPT4o','Gemini-1.5-Pro','Qwen2-Audio-7B','Typhoon-Audio-8B','Whisper+Llama3-8B']

def gen(folder, name):
    style = name.endswith('_style'); s = SPEC[name.removesuffix('_style')]; rng = np.random.default_rng(s['seed'])
    m, n, j = s['m'], s['n'], s['j']
    theta = rng.normal(0, s['sd'], m); theta -= theta.mean()
    names = SMALL_NAMES if name == 'small' else [f"{p}-{i:03d}{t}" for i, (p, t) in enumerate(
        zip(rng.choice(['gpt','claude','gemini','llama','qwen','mistral','deepseek','grok','yi','command-r'], m),
            rng.choice(['','-preview','-instruct','-thinking','-20250101','-mini'], m)))]
    w = rng.lognormal(0, s['expo'], m); w /= w.sum()
    P = np.outer(w, w) * np.exp(-np.abs(theta[:,None]-theta[None,:])/s['close']); np.fill_diagonal(P, 0); P /= P.sum()
    pair = rng.choice(m*m, size=n, p=P.ravel()); a, b = pair // m, pair % m
    # judges: heavy-tailed activity
    act = rng.lognormal(0, 0.8, j) if name == 'small' else np.minimum(rng.pareto(1.3, j) + 0.2, 60.0)
    act /= act.sum()
    judge = rng.choice(j, size=n, p=act)
    if name == 'small':   # every one of the 484 judges votes at least once
        judge[:j] = np.arange(j); rng.shuffle(judge)
    K = 3; U = rng.normal(0, 0.30, (j, K)); V = rng.normal(0, 0.6, (m, K))
    tieprop = rng.normal(0, 0.5, j)
    x = rng.normal(0, 1, (n, 5)); beta = np.array([0.35, -0.20, 0.10, 0.05, 0.0])   # 5 style-like covariates (a minus b)
    eta = theta[a]-theta[b] + np.einsum('ij,ij->i', U[judge], V[a]-V[b]) + 0.05 + x @ beta
    pa, pb, pt = np.exp(eta/2), np.exp(-eta/2), s['nu']*np.exp(tieprop[judge])
    z = pa+pb+pt; u = rng.random(n)*z
    win = np.where(u < pa, 0, np.where(u < pa+pb, 1, 2))
    bad = rng.random(n) < 1/(1+np.exp(0.2 + 0.8*(theta[a]+theta[b])/2))
    lab = np.array(['model_a','model_b','tie','tie (bothbad)'], dtype=object)
    code = np.where((win == 2) & bad, 3, win)
    lang_j = rng.choice(len(LANGS), size=j, p=LANGP)
    lang = np.where(rng.random(n) < 0.93, lang_j[judge], rng.choice(len(LANGS), size=n, p=LANGP))
    turn = np.minimum(rng.geometric(0.75, n), 20)
    nm = np.array(names, dtype=object); jn = np.array([f"judge_{k:06d}" for k in range(j)], dtype=object)
    df = pd.DataFrame(dict(model_a=nm[a], model_b=nm[b], winner=lab[code], judge=jn[judge],
                           language=np.array(LANGS, dtype=object)[lang], turn=turn))
    if style:   # the covariates that mattered all along
        for k in range(5): df[f'x{k+1}'] = np.round(x[:, k], 6)
    df.to_csv(f"{folder}/votes_{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    gen(*sys.argv[1:])
