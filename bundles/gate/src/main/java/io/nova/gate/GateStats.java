package io.nova.gate;

import java.time.Duration;
import java.util.List;

/**
 * How a gate is used.
 *
 * @param drivers the names of the drivers that are there, the one that serves first
 * @param calls made since the start
 * @param inFlight calls being made now
 * @param swaps how often a driver took over from another, or came back
 * @param overruns drivers that went although calls had not left them in time
 * @param waited how long all calls together waited for a driver
 * @param longestPause the longest that one call waited
 */
public record GateStats(
        String family,
        List<String> drivers,
        long calls,
        int inFlight,
        long swaps,
        long overruns,
        Duration waited,
        Duration longestPause) {

    public GateStats {
        drivers = List.copyOf(drivers);
    }
}
