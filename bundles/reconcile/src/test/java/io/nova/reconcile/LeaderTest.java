package io.nova.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeaderTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> runs = new ArrayList<>();
    private boolean storeAnswers = true;
    private Optional<String> holder = Optional.empty();
    private Instant heldUntil = Instant.MIN;
    private final Member one = new Member("one");
    private final Member two = new Member("two");

    /** One that sweeps once a minute if it leads. */
    private final class Member {

        final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(7));
        final String name;
        final Leader leader;
        final Work<String> work;

        Member(String name) {
            this.name = name;
            leader = new Leader(name, engine, clock, this::take, this::give);
            work =
                    leader.start(
                            WorkSpec.<String>named(name)
                                    .keys(() -> List.of("sweep"))
                                    .resync(MINUTE)
                                    .reconciler(
                                            key -> {
                                                runs.add(name + " " + key);
                                                return Outcome.done();
                                            })
                                    .build());
        }

        boolean take(Duration time) {
            if (!storeAnswers) {
                throw new UnavailableException("state", "no answer");
            }
            if (heldUntil.isAfter(clock.instant()) && !holder.equals(Optional.of(name))) {
                return false;
            }
            holder = Optional.of(name);
            heldUntil = clock.instant().plus(time);
            return true;
        }

        void give() {
            if (holder.equals(Optional.of(name))) {
                holder = Optional.empty();
                heldUntil = Instant.MIN;
            }
        }
    }

    /** Lets the time pass for these; others are dead or stalled. */
    private void pass(Duration time, Member... alive) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            for (Member member : alive) {
                while (member.engine.step()) {
                    // All that is due.
                }
            }
            clock.advance(Duration.ofMillis(500));
        }
    }

    @Test
    void oneOfSeveralLeadsAndDoesTheWork() {
        pass(MINUTE.multipliedBy(5), one, two);
        assertTrue(one.leader.leads() != two.leader.leads());
        assertEquals(1, runs.stream().distinct().count(), runs::toString);
        assertTrue(runs.size() >= 5, runs::toString);
    }

    @Test
    void anotherTakesOverWithinFifteenSecondsAndSweepsAtOnce() {
        pass(MINUTE, one, two);
        Member leading = one.leader.leads() ? one : two;
        Member other = leading == one ? two : one;
        runs.clear();
        // Killed right after it renewed, at worst.
        pass(Leader.TAKEOVER, other);
        assertTrue(other.leader.leads());
        assertEquals(List.of(other.name + " sweep"), runs);
    }

    @Test
    void oneThatWasStalledNoLongerLeads() {
        pass(MINUTE, one);
        assertTrue(one.leader.leads());
        clock.advance(Duration.ofSeconds(20));
        assertFalse(one.leader.leads(), "before it has done anything else");
        pass(Duration.ofSeconds(1), two);
        runs.clear();
        one.work.wake("sweep");
        pass(MINUTE, one, two);
        assertFalse(runs.contains("one sweep"), runs::toString);
        assertTrue(two.leader.leads());
    }

    @Test
    void oneThatLeavesLetsAnotherLeadAtTheNextClaim() {
        pass(MINUTE, one, two);
        Member leading = one.leader.leads() ? one : two;
        Member other = leading == one ? two : one;
        leading.leader.close();
        leading.leader.close();
        assertFalse(leading.leader.leads());
        pass(Leader.RENEWAL, other);
        assertTrue(other.leader.leads());
    }

    @Test
    void withoutAnAnswerNobodyLeadsForLongerThanTheLease() {
        pass(MINUTE, one, two);
        storeAnswers = false;
        pass(Leader.LEASE, one, two);
        assertFalse(one.leader.leads() || two.leader.leads());
        storeAnswers = true;
        pass(Leader.RENEWAL.plusSeconds(1), one, two);
        assertTrue(one.leader.leads() || two.leader.leads());
    }
}
