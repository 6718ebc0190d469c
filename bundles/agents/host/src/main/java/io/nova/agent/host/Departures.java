package io.nova.agent.host;

import io.nova.model.HostRole;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Sees roles off: has managers place nothing new on the host, and tells when nothing is there any
 * longer. One thread calls at a time.
 */
final class Departures {

    /** In which a placement that had begun before the host was closed to it is committed. */
    static final Duration SETTLING = Duration.ofSeconds(1);

    private final Managers managers;
    private final Clock clock;

    /** What managers were told, and since when they know. */
    private final Map<HostRole, Told> told = new EnumMap<>(HostRole.class);

    private record Told(boolean accepting, Instant since) {}

    /**
     * Whether a role can leave.
     *
     * @param again how long until it may be known; zero if it is
     * @param reason why it cannot; empty if it can
     */
    record Answer(boolean ready, Duration again, String reason) {

        private static final Answer READY = new Answer(true, Duration.ZERO, "");

        private static Answer stays(String reason) {
            return new Answer(false, Duration.ZERO, reason);
        }
    }

    Departures(Managers managers, Clock clock) {
        this.managers = managers;
        this.clock = clock;
    }

    /** Tells managers what they do not know yet of roles that are there; nobody need answer. */
    void tell(Set<HostRole> there, Set<HostRole> leaving) throws InterruptedException {
        for (HostRole role : Set.of(HostRole.COMPUTE, HostRole.VOLUME)) {
            if (there.contains(role)) {
                var unused = tell(role, accepts(role, leaving), false);
            } else {
                // When it comes back its managers have to be told anew.
                told.remove(role);
            }
        }
    }

    private static boolean accepts(HostRole role, Set<HostRole> leaving) {
        // Guests need their networks.
        return !leaving.contains(role)
                && !(role == HostRole.COMPUTE && leaving.contains(HostRole.NETWORK));
    }

    private OptionalLong tell(HostRole role, boolean accepting, boolean count)
            throws InterruptedException {
        Told known = told.get(role);
        boolean same = known != null && known.accepting() == accepting;
        if (same && !count) {
            return OptionalLong.empty();
        }
        OptionalLong held = managers.tell(role, accepting);
        if (held.isPresent() && !same) {
            told.put(role, new Told(accepting, clock.instant()));
        }
        return held;
    }

    /**
     * Asks whether a role can leave, of those that should; from now on it gets nothing new.
     *
     * @param leaving all that should
     */
    Answer ready(HostRole role, Set<HostRole> leaving) throws InterruptedException {
        Optional<HostRole> placed = placedBy(role);
        return placed.isEmpty() ? Answer.READY : ready(role, placed.get(), leaving);
    }

    private Answer ready(HostRole role, HostRole placed, Set<HostRole> leaving)
            throws InterruptedException {
        boolean volumes = placed == HostRole.VOLUME;
        OptionalLong held = tell(placed, accepts(placed, leaving), true);
        if (held.isEmpty()) {
            return Answer.stays(
                    "%s stays: no %s manager tells whether the host is free of %s"
                            .formatted(
                                    role.word(), placed.word(), volumes ? "volumes" : "instances"));
        } else if (held.getAsLong() > 0) {
            String things = volumes ? "volume" : "instance";
            return Answer.stays(
                    "%s stays until the host is free of %s: %d %s"
                            .formatted(
                                    role.word(),
                                    things + "s",
                                    held.getAsLong(),
                                    held.getAsLong() == 1 ? "is left" : "are left"));
        }
        Told since = told.get(placed);
        Duration settled =
                since == null ? Duration.ZERO : Duration.between(since.since(), clock.instant());
        return settled.compareTo(SETTLING) >= 0
                ? Answer.READY
                : new Answer(false, SETTLING.minus(settled), "");
    }

    /** Guests need the networks of their host, so these leave as guests do. */
    private static Optional<HostRole> placedBy(HostRole role) {
        return switch (role) {
            case COMPUTE, NETWORK -> Optional.of(HostRole.COMPUTE);
            case VOLUME -> Optional.of(HostRole.VOLUME);
            case OBJECTSTORE, API -> Optional.empty();
        };
    }
}
