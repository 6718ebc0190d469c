package io.nova.itests.cluster;

import io.nova.itests.cluster.Member.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Kills members, or makes them stand still, and starts them again: every few seconds another, each
 * once before any of them twice. The seed decides the order, what is done and for how long. At most
 * three are in trouble at a time, and never both controllers or both stores: what is lost with
 * these is another question.
 */
final class Faults {

    private static final int AT_ONCE = 3;
    private static final long LOOK_MILLIS = 50;
    private static final int BETWEEN_MILLIS = 2_000;
    private static final int BETWEEN_SPREAD_MILLIS = 3_000;
    private static final int DOWN_SPREAD_MILLIS = 3_000;
    private static final int STALL_MILLIS = 1_500;
    private static final int STALL_SPREAD_MILLIS = 6_000;
    private static final int END_MINUTES = 5;

    private final List<Member> members;
    private final Random random;
    private final Deque<Member> deck = new ArrayDeque<>();
    private final Set<Member> troubled = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService hands = Executors.newFixedThreadPool(AT_ONCE);
    private final long began = System.nanoTime();
    private int made;

    Faults(List<Member> members, Random random) {
        this.members = members;
        this.random = random;
    }

    /** Makes trouble for so long, and returns when all members are well again. */
    void run(long seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS + random.nextInt(BETWEEN_SPREAD_MILLIS));
            next(end);
        }
        hands.shutdown();
        if (!hands.awaitTermination(END_MINUTES, TimeUnit.MINUTES)) {
            failures.add(new AssertionError("a member does not come back"));
        }
    }

    private void next(long end) throws InterruptedException {
        Fault fault = draw();
        while (!begin(fault.member())) {
            if (System.nanoTime() > end) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        made++;
        hands.execute(
                () -> {
                    try {
                        trouble(fault);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (AssertionError | RuntimeException e) {
                        failures.add(e);
                        say(fault.member().name() + " does not come back: " + e.getMessage());
                    } finally {
                        troubled.remove(fault.member());
                    }
                });
    }

    /** What is done to whom, and for how long. */
    private record Fault(Member member, boolean kills, long millis) {}

    // Of the seed alone, and not of how fast members come back.
    private Fault draw() {
        if (deck.isEmpty()) {
            List<Member> order = new ArrayList<>(members);
            Collections.shuffle(order, random);
            deck.addAll(order);
        }
        boolean kills = random.nextInt(3) > 0;
        long millis =
                kills
                        ? random.nextInt(DOWN_SPREAD_MILLIS)
                        : STALL_MILLIS + random.nextInt(STALL_SPREAD_MILLIS);
        return new Fault(deck.removeFirst(), kills, millis);
    }

    private boolean begin(Member member) {
        boolean alone = member.kind() != Kind.HOST;
        if (troubled.size() >= AT_ONCE
                || troubled.contains(member)
                || (alone && troubled.stream().anyMatch(one -> one.kind() == member.kind()))) {
            return false;
        }
        return troubled.add(member);
    }

    private void trouble(Fault fault) throws InterruptedException {
        Member member = fault.member();
        long millis = fault.millis();
        if (fault.kills()) {
            say("kill " + member.name() + " for " + millis + " ms");
            member.kill();
            TimeUnit.MILLISECONDS.sleep(millis);
            member.start();
        } else {
            say("stop " + member.name() + " for " + millis + " ms");
            member.stall();
            TimeUnit.MILLISECONDS.sleep(millis);
            member.goOn();
        }
        say(member.name() + " goes on");
    }

    private void say(String what) {
        System.out.printf("%6.1f s  %s%n", (System.nanoTime() - began) / 1e9, what);
    }

    int made() {
        return made;
    }

    /** Returns what did not come back. */
    List<Throwable> failures() {
        return new ArrayList<>(failures);
    }
}
