package io.nova.protocol;

/**
 * How a driver of a host is used.
 *
 * @param longestPauseMillis the longest that a call waited for a driver
 * @param waitedMillis how long all calls together waited for a driver
 */
public record DriverReport(
        String family,
        String name,
        long calls,
        int inFlight,
        long swaps,
        long longestPauseMillis,
        long waitedMillis) {}
