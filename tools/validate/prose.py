"""What docs/validation.md says between its tables. No figure of a run stands here."""

HEAD = """
# Validation: what holds on data that it was not made on

Every figure on this page is written by `python -m tools.validate.report` from the raw files; the tests compare the
page with what it computes. Exports by chapter are BACI (HS 1992, 2011-2020), imports by chapter BACI (2022-2023),
both reporters' totals WITS (2011-2016), totals of 2023 BACI: see [data](data.md).
"""

MIXES = """
## How far a fitted product mix can be trusted

`alat.trade.estimate` fits who sells what to whom from three sets of sums. On 47 African countries by 21 sections the
answer is known (BACI, mean of 2012-2022, as packaged by
[flownet](https://rdrr.io/cran/flownet/man/africa_trade.html)): the matrix is fitted from its own sums and compared
with itself. Hence no fitted mix is shown for a pair under 100 million USD, and one under a billion goes with a
warning.
"""

MIXES_END = """
Nearly all of these pairs are above a hundred million USD, and only the largest observed flows are in the list, which
makes any guess look low. Still: the largest section may be right and a chapter of it wrong by a multiple. Ores go
where a smelter stands, which no sum tells; for fuels the fit is no better than the exporter's mix. **No fitted cell
enters a landed cost, a claim check or a brief.**
"""

COLUMNS = """
*Go on each year*: exported above 100,000 USD in every year of 2016-2020. *Advantage later*: RCA of one and more, mean
of 2016-2020. *Lost half their share*: less than half the share of world exports of the chapter that they had. Imports
of 2011-2015 are not at hand: those of 2022-2023 stand in, scaled to each chapter's world trade of 2011-2015, so that
the export-import ratio alone has seen later years.
"""

UNSTEADY = """
What is unsteady because it is new or growing is not what is lost; what has fallen is:
"""

VERDICT = """
What follows from it:

* **The export-import ratio of {net} holds**: chapters below it are lost {times} times as often as kept ones, and both
  free choices find it again.
* **A least yearly export of {usd} USD holds** as far as it goes: of what it drops, {irregular} was lost. It drops few.
* **What the first three lack is where a chapter stood last.** A kept chapter whose least year is far below its mean
  was lost in {falling} of cases if its last year lay below the mean, and in {rising} if above. Each half chooses a
  rule on the last year, and the other half bears it out. Shipped, after both choices were seen, is the more lenient
  of them alone: the last of the five years at least {last} of their mean. It brings the share lost from {before} to
  {after}, for {fewer} fewer chapters and {value} less of the exports: the fourth threshold of the lists. Part of it
  is plain arithmetic: the loss is counted from the five years' mean, which a chapter that has fallen no longer
  reaches. But later advantage, which is not counted from that mean, says the same, and the mean is what a list shows
  as supply.
* **RCA of one is a definition, not a finding.** Chapters with an RCA of 0.5 to 1 last as well as those above. One
  keeps a list short; it does not make it safer. Of the last year alone, as the lists take it, it does a little better
  than of the mean of five years.
* None of the thresholds tells growth, but for the last year over the mean.
"""

CHAPTERS = """
## Which chapters does a country come to sell?

An exporter's chapter counts as not made below an RCA of 0.25 or 0.5 (mean of 2011-2015) and as appeared at one and
more (mean of 2018-2020); exporters above 500 million USD a year, chapters set apart left out. AUC is the chance that
a chapter that appeared scores above one that did not: 0.5 is chance. *Within an exporter* compares an exporter's
chapters with one another, which is what a list does. Brackets hold 90 % of 1,000 resamplings of exporters. The last
column is to be read against the share of all that came.
"""

CHAPTERS_END = """
Density tells something and so does plain nearness to the threshold (RCA before); within an exporter neither beats the
other beyond its interval, and together they do a little better. Over all exporters raw density is the worse, because
it mostly says how diverse a country is: it must be compared with the exporter's own mean. World demand and the
outlook gain point the wrong way: what is large or complex is harder to come to. None of it is strong: at most
"""

PAIRS = """
## Which pairs come to trade?

A pair counts as not trading where no year of 2011-2015 has a record of 100,000 USD or more on either side, and both
sides reported in at least three of the years: what nobody reported is not nothing. Every score is made from 2011-2015
alone: the gravity equation is fitted on the reports of those years, exporters' mixes are of those years, and an
importer's mix is that of its suppliers. A pair that the totals of 2023 do not cover is left out.
"""

PAIRS_END = """
Over pairs with a little trade, the structural potential ranks as well as the gravity mean of the pair, supply times
demand by chapter, or the bare product of both totals, and no better: **which partners come is told by how much they
buy, for small flows soon after also by nearness, and chapters add nothing that these data can show**. ITC's potential
adds up to the pair's own small trade, and that small trade is itself a lead. The overlap of mixes (complementarity)
tells nothing within an exporter.
"""

LIMITS = """
## What these data cannot tell

* There is no history of trade by pair **and** product at hand: whether the structural potential or ITC's puts the
  right *products* first for a pair cannot be tested. With BACI pulled it can.
* Imports by chapter exist for 2022-2023 alone, without China and without goods that are not bought from China.
* Chapters are coarse: what appears at four or six digits within a chapter is not seen, and a chapter hardly ever
  appears from nothing.
* 2016-2020 holds the first year of the pandemic, and totals of 2023 come from another file than those of 2011-2016.
* Fourteen countries are left out of each other's pairs by the totals of 2023, and countries that do not report are
  left out of all.
"""
