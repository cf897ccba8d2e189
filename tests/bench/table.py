"""Rows of figures, and how they are printed."""

import collections
import csv
import statistics

# `samples` are in microseconds where `unit` is "ms", else in `unit`; `limit` is in the same.
Row = collections.namedtuple("Row", "what unit samples limit target peers", defaults=[None, "", ()])
Peer = collections.namedtuple("Peer", "name samples")


def percentile(samples, which):
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, len(ordered) * which // 100)]


def scaled(figure, unit):
    return figure / 1000 if unit == "ms" else figure


def shown(figure, unit):
    value = scaled(figure, unit)
    return f"{value:.{2 if abs(value) < 10 else 1}f} {unit}"


def spread(row):
    if len(row.samples) < 2:
        return ""
    low, high = (scaled(percentile(row.samples, which), row.unit) for which in (10, 90))
    return f"{low:.2f} .. {high:.2f}"


def verdict(row):
    return "" if row.limit is None else "ok" if statistics.median(row.samples) <= row.limit else "over"


def table(rows):
    """Lines of text cells; every peer after the first has a line of its own."""
    yield "what", "tend", "p10 .. p90", "target", "peer", "its figure", "tend / peer", ""
    for row in rows:
        median = statistics.median(row.samples)
        own = row.what, shown(median, row.unit), spread(row), row.target, verdict(row)
        for peer in row.peers or [None]:
            other = statistics.median(peer.samples) if peer else None
            ratio = f"{median / other:.2f}" if other else ""
            beside = (peer.name, shown(other, row.unit), ratio) if peer else ("", "", "")
            yield (*own[:4], *beside, own[4])
            own = ("",) * 5


def print_table(rows):
    lines = list(table(rows))
    widths = [max(len(cell) for cell in column) for column in zip(*lines)]
    for line in lines:
        to_right = {1, 2, 5, 6}
        cells = [cell.rjust(width) if i in to_right else cell.ljust(width)
                 for i, (cell, width) in enumerate(zip(line, widths))]
        print("  ".join(cells).rstrip())


def write_csv(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["what", "unit", "samples", "median", "p10", "p90", "target", "verdict", "peer", "peer_median"])
        for row in rows:
            figures = [f"{scaled(figure, row.unit):.4f}" for figure in
                       (statistics.median(row.samples), percentile(row.samples, 10), percentile(row.samples, 90))]
            for peer in row.peers or [Peer("", [])]:
                other = f"{scaled(statistics.median(peer.samples), row.unit):.4f}" if peer.samples else ""
                out.writerow([row.what.strip(), row.unit, len(row.samples), *figures, row.target, verdict(row),
                              peer.name, other])
