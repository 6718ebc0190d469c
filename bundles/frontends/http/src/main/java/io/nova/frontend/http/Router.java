package io.nova.frontend.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Knows the bound endpoints, and which of them gets a request. */
final class Router {

    private static final Comparator<EndpointSlot> BEST_FIRST =
            Comparator.comparing(EndpointSlot::pathLength)
                    .thenComparing(EndpointSlot::ranking)
                    .reversed();

    private volatile Set<String> expected;
    private final CopyOnWriteArrayList<EndpointSlot> slots = new CopyOnWriteArrayList<>();
    private volatile List<EndpointSlot> sorted = List.of();

    Router(Set<String> expected) {
        this.expected = expected;
    }

    synchronized void add(EndpointSlot slot) {
        slots.add(slot);
        sort();
    }

    synchronized void remove(EndpointSlot slot) {
        slots.remove(slot);
        sort();
    }

    private void sort() {
        List<EndpointSlot> all = new ArrayList<>(slots);
        all.sort(BEST_FIRST);
        sorted = List.copyOf(all);
    }

    /** Expects these from now on. */
    void expect(Set<String> endpoints) {
        expected = Set.copyOf(endpoints);
    }

    /** Finds the endpoint of a request and counts the request in; the caller calls leave. */
    Optional<EndpointSlot> enter(String connector, String rawPath) {
        for (EndpointSlot slot : sorted) {
            if (slot.serves(connector, rawPath) && slot.enter()) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    List<EndpointSlot> slots() {
        return sorted;
    }

    /** Returns the expected endpoints that are not bound, sorted. */
    Set<String> missing() {
        Set<String> missing = new TreeSet<>(expected);
        sorted.forEach(slot -> missing.remove(slot.name()));
        return missing;
    }
}
