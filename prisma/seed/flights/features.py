"""Point-in-time features of the flight stream. README.md states the same rules in words."""

from pathlib import Path

import numpy as np
import pandas as pd

HOUR = 3600
LATE_MINUTES = 15
SHORTEST_DELAY, LONGEST_DELAY = -120, 1440

NUMERIC = ["local_hour", "weekday", "distance"]
AIRPORTS = ["origin", "destination"]
ROLLING = [
    "origin_delay_1h",
    "origin_departures_1h",
    "origin_delay_3h",
    "origin_departures_3h",
    "destination_delay_1h",
    "destination_arrivals_1h",
    "destination_delay_3h",
    "destination_arrivals_3h",
]


def load_flights(path: Path, until: str) -> pd.DataFrame:
    """Flights that departed before `until`, in a fixed order, without impossible ones."""
    raw = pd.read_parquet(path)
    raw = raw[raw["date"] < pd.Timestamp(until)]
    flights = pd.DataFrame(
        {
            "departure_time": raw["date"].astype("datetime64[ms]"),
            "departure": raw["date"].astype("datetime64[s]").astype("int64"),
            "distance": raw["distance"].astype("int64"),
            "delay": raw["delay"].astype("int64"),
            "origin": raw["origin"].astype(object),
            "destination": raw["destination"].astype(object),
        }
    )
    # 7.5 miles a minute is 8 seconds a mile, so landing times are whole seconds.
    flights["landed"] = flights["departure"] + 30 * 60 + flights["distance"] * 8 + flights["delay"] * 60
    possible = flights["delay"].between(SHORTEST_DELAY, LONGEST_DELAY) & (flights["landed"] > flights["departure"])
    order = ["departure", "origin", "destination", "distance", "delay"]
    return flights[possible].sort_values(order, kind="stable").reset_index(drop=True)


def landed_in_window(
    airport: np.ndarray, departure: np.ndarray, landed: np.ndarray, delay: np.ndarray, seconds: int
) -> tuple[np.ndarray, np.ndarray]:
    """For each flight: mean delay and count of flights of the same airport landed in [t - seconds, t)."""
    start = departure.min() - seconds
    span = int(landed.max() - start) + 1
    base = airport * span - start
    keys = base + landed
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    sums = np.concatenate([[0], np.cumsum(delay[order])])
    first = np.searchsorted(keys, base + departure - seconds, side="left")
    last = np.searchsorted(keys, base + departure, side="left")
    count = last - first
    # An exact integer sum, divided once in float64, rounded once to float32: any language agrees bit for bit.
    mean = np.divide(sums[last] - sums[first], count, out=np.zeros(len(count)), where=count > 0)
    return mean.astype(np.float32), count.astype(np.float32)


def add_features(flights: pd.DataFrame) -> pd.DataFrame:
    """Adds the model inputs and the label `late` to what load_flights gives."""
    table = flights.copy()
    table["local_hour"] = flights["departure_time"].dt.hour.astype(np.float32)
    table["weekday"] = flights["departure_time"].dt.weekday.astype(np.float32)
    table["late"] = (flights["delay"] >= LATE_MINUTES).astype(np.int64)
    names = {name: code for code, name in enumerate(sorted({*flights["origin"], *flights["destination"]}))}
    departure, landed, delay = (flights[column].to_numpy() for column in ("departure", "landed", "delay"))
    for side, counted in (("origin", "departures"), ("destination", "arrivals")):
        airport = flights[side].map(names).to_numpy(np.int64)
        for hours in (1, 3):
            mean, count = landed_in_window(airport, departure, landed, delay, hours * HOUR)
            table[f"{side}_delay_{hours}h"] = mean
            table[f"{side}_{counted}_{hours}h"] = count
    return table
