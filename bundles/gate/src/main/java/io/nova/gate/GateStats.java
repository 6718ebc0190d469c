package io.nova.gate;

import java.time.Duration;
import java.util.List;

/**
 * How a gate is used.
 *
 * @param uses of the drivers that are there, the one that serves first
 * @param calls made since the start
 * @param inFlight calls being made now
 * @param swaps how often a driver took over from another, or came back
 * @param overruns drivers that went although calls had not left them in time
 * @param waited how long all calls together waited for a driver
 * @param longestPause the longest that one call waited
 */
public record GateStats(
        String family,
        List<Use> uses,
        long calls,
        int inFlight,
        long swaps,
        long overruns,
        Duration waited,
        Duration longestPause) {

    public GateStats {
        uses = List.copyOf(uses);
    }

    /**
     * How one driver is used.
     *
     * @param calls made since the start to drivers of this name
     * @param inFlight calls that are inside it now
     */
    public record Use(String driver, long calls, int inFlight) {}

    /** Returns the names of the drivers that are there, the one that serves first. */
    public List<String> drivers() {
        return uses.stream().map(Use::driver).toList();
    }
}
