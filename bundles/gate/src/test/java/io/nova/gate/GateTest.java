package io.nova.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// Where an order's end is ignored, what it completes is waited for instead.
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(60)
class GateTest {

    private static final Duration FOREVER = Duration.ofHours(1);
    private static final Duration BLINK = Duration.ofMillis(5);

    private final Gate<String> gate = new Gate<>("test", FOREVER, FOREVER);
    private final List<Actor> actors = new ArrayList<>();

    @AfterEach
    void endActors() {
        actors.forEach(Actor::close);
    }

    private Actor actor(String name) {
        Actor actor = new Actor(name);
        actors.add(actor);
        return actor;
    }

    /** Has the actor enter the gate, and returns once it is inside. */
    private CompletableFuture<Void> inside(Actor actor, Gate<String> through) throws Exception {
        CompletableFuture<Void> entered = new CompletableFuture<>();
        CompletableFuture<Void> ended =
                actor.tell(
                        () ->
                                through.call(
                                        driver -> {
                                            entered.complete(null);
                                            actor.stay();
                                            return driver;
                                        }));
        Actor.ended(entered);
        return ended;
    }

    @Test
    void aCallGetsTheDriverAndReturnsItsAnswer() throws Exception {
        gate.bind("a", "a", 0);
        assertEquals("a!", gate.call(driver -> driver + "!"));
        assertEquals("a?", gate.ask(driver -> driver + "?"));
        assertEquals(2, gate.stats().calls());
        assertEquals(0, gate.stats().inFlight());
    }

    @Test
    void theHighestRankingServesAndThenTheOldest() throws Exception {
        gate.bind("old", "old", 5);
        gate.bind("young", "young", 5);
        assertEquals("old", gate.call(driver -> driver));
        gate.bind("best", "best", 9);
        assertEquals("best", gate.call(driver -> driver));
        assertEquals(List.of("best", "old", "young"), gate.stats().drivers());
        gate.unbind("best");
        gate.unbind("old");
        assertEquals("young", gate.call(driver -> driver));
    }

    @Test
    void aDriverCanBeCalledByItsName() throws Exception {
        gate.bind("first", "kvm", 9);
        gate.bind("second", "simulated", 0);
        assertEquals("second", gate.call("simulated", driver -> driver));
    }

    @Test
    void aCallByNameWaitsForThatDriverAlone() throws Exception {
        gate.bind("first", "kvm", 0);
        Actor caller = actor("caller");
        CompletableFuture<String> answer = new CompletableFuture<>();
        caller.tell(() -> answer.complete(gate.call("simulated", driver -> driver)));
        Actor.await("the caller waits", caller::isBlocked);
        gate.bind("other", "xen", 99);
        assertFalse(answer.isDone());
        gate.bind("second", "simulated", 0);
        assertEquals("second", Actor.ended(answer));
    }

    @Test
    void theFiguresTellHowEachDriverIsUsed() throws Exception {
        gate.bind("a", "a", 1);
        gate.bind("b", "b", 0);
        assertEquals("b", gate.call("b", driver -> driver));
        Actor actor = actor("caller");
        CompletableFuture<Void> ended = inside(actor, gate);
        assertEquals(
                List.of(new GateStats.Use("a", 1, 1), new GateStats.Use("b", 1, 0)),
                gate.stats().uses());
        actor.leave();
        Actor.ended(ended);
        gate.unbind("b");
        gate.bind("another object", "b", 0);
        assertEquals(
                List.of(new GateStats.Use("a", 1, 0), new GateStats.Use("b", 1, 0)),
                gate.stats().uses());
    }

    @Test
    void callsThatFindNoDriverWaitForTheNextAndAllGoThrough() throws Exception {
        List<CompletableFuture<Void>> ended = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Actor caller = actor("caller-" + i);
            ended.add(caller.tell(() -> assertEquals("a", gate.call(driver -> driver))));
            Actor.await("the caller waits", caller::isBlocked);
        }
        gate.bind("a", "a", 0);
        for (CompletableFuture<Void> one : ended) {
            Actor.ended(one);
        }
        assertEquals(8, gate.stats().calls());
        assertTrue(gate.stats().longestPause().compareTo(Duration.ZERO) > 0);
        assertTrue(gate.stats().waited().compareTo(gate.stats().longestPause()) >= 0);
    }

    @Test
    void aCallThatWaitedInVainIsUnavailable() {
        Gate<String> impatient = new Gate<>("volume", BLINK, FOREVER);
        UnavailableException fault =
                assertThrows(UnavailableException.class, () -> impatient.call(driver -> driver));
        assertEquals("No volume driver is there now; try again", fault.getMessage());
        fault =
                assertThrows(
                        UnavailableException.class, () -> impatient.call("aoe", driver -> driver));
        assertEquals("No volume driver aoe is there now; try again", fault.getMessage());
        assertEquals(0, impatient.stats().calls());
        assertTrue(impatient.stats().longestPause().compareTo(BLINK) >= 0);
        assertTrue(impatient.stats().waited().compareTo(BLINK.multipliedBy(2)) >= 0);
    }

    @Test
    void aGateThatMayNotWaitFailsAtOnceYetCallsWhatIsThere() throws Exception {
        Gate<String> none = new Gate<>("test", Duration.ZERO, FOREVER);
        assertThrows(UnavailableException.class, () -> none.call(driver -> driver));
        none.bind("a", "a", 0);
        assertEquals("a", none.call(driver -> driver));
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        Actor caller = actor("caller");
        CompletableFuture<Void> ended = caller.tell(() -> gate.call(driver -> driver));
        Actor.await("the caller waits", caller::isBlocked);
        caller.thread().interrupt();
        assertInstanceOf(InterruptedException.class, fault(ended));
    }

    @Test
    void anInterruptMakesAQuestionUnavailableAndIsKept() throws Exception {
        Actor caller = actor("caller");
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        CompletableFuture<Void> ended =
                caller.tell(
                        () -> {
                            try {
                                gate.ask(driver -> driver);
                            } finally {
                                kept.complete(Thread.interrupted());
                            }
                        });
        Actor.await("the caller waits", caller::isBlocked);
        caller.thread().interrupt();
        assertInstanceOf(UnavailableException.class, fault(ended));
        assertTrue(Actor.ended(kept));
    }

    @Test
    void unbindWaitsForTheLastCallToLeave() throws Exception {
        gate.bind("a", "a", 0);
        Actor one = actor("one");
        Actor two = actor("two");
        inside(one, gate);
        inside(two, gate);
        Actor framework = actor("framework");
        CompletableFuture<Void> unbound = framework.tell(() -> gate.unbind("a"));
        Actor.await("the framework waits", () -> !gate.isOpen() && framework.isBlocked());
        one.leave();
        Actor.await("one has left", () -> gate.stats().inFlight() == 1);
        assertFalse(unbound.isDone());
        two.leave();
        Actor.ended(unbound);
        assertEquals(0, gate.stats().overruns());
    }

    @Test
    void unbindWaitsForNoOtherDriversCalls() throws Exception {
        gate.bind("a", "a", 0);
        inside(actor("inside a"), gate);
        gate.bind("b", "b", 1);
        gate.unbind("b");
        gate.unbind("never bound");
        assertEquals(List.of("a"), gate.stats().drivers());
    }

    @Test
    void whileADriverLeavesCallsGoToTheNext() throws Exception {
        gate.bind("a", "a", 0);
        Actor inside = actor("inside");
        inside(inside, gate);
        Actor framework = actor("framework");
        CompletableFuture<Void> unbound = framework.tell(() -> gate.unbind("a"));
        Actor.await("the framework waits", () -> !gate.isOpen() && framework.isBlocked());
        gate.bind("b", "b", 0);
        assertEquals("b", gate.call(driver -> driver));
        assertFalse(unbound.isDone());
        inside.leave();
        Actor.ended(unbound);
    }

    @Test
    void aNestedCallGoesToTheSameDriverEvenWhileItLeaves() throws Exception {
        gate.bind("a", "a", 0);
        Actor inside = actor("inside");
        inside(inside, gate);
        gate.bind("b", "b", 9);
        Actor framework = actor("framework");
        CompletableFuture<Void> unbound = framework.tell(() -> gate.unbind("a"));
        Actor.await(
                "the framework waits",
                () -> gate.stats().drivers().size() == 1 && framework.isBlocked());
        Actor.ended(inside.tell(() -> assertEquals("a", gate.call(driver -> driver))));
        Actor.ended(inside.tell(() -> assertEquals("a", gate.call("a", driver -> driver))));
        assertFalse(unbound.isDone());
        inside.leave();
        Actor.ended(unbound);
        assertEquals("b", gate.call(driver -> driver));
    }

    @Test
    void callsNestedInAnotherDriversCallFindBothAgainWhileTheyLeave() throws Exception {
        gate.bind("a", "a", 1);
        gate.bind("b", "b", 0);
        Actor caller = actor("caller");
        CountDownLatch inBoth = new CountDownLatch(1);
        CompletableFuture<Void> ended =
                caller.tell(
                        () ->
                                gate.call(
                                        "a",
                                        a ->
                                                gate.call(
                                                        "b",
                                                        b -> {
                                                            inBoth.countDown();
                                                            caller.stay();
                                                            return b;
                                                        })));
        assertTrue(inBoth.await(30, TimeUnit.SECONDS));
        Actor framework = actor("framework");
        CompletableFuture<Void> unboundB = framework.tell(() -> gate.unbind("b"));
        Actor other = actor("other");
        CompletableFuture<Void> unboundA = other.tell(() -> gate.unbind("a"));
        Actor.await("both wait", () -> !gate.isOpen() && framework.isBlocked());
        Actor.ended(caller.tell(() -> assertEquals("b", gate.call("b", driver -> driver))));
        Actor.ended(caller.tell(() -> assertEquals("a", gate.call("a", driver -> driver))));
        Actor.ended(caller.tell(() -> assertEquals("b", gate.call(driver -> driver))));
        assertEquals(2, gate.stats().inFlight());
        assertFalse(unboundA.isDone() || unboundB.isDone());
        caller.leave();
        Actor.ended(unboundA);
        Actor.ended(unboundB);
        Actor.ended(ended);
        assertEquals(0, gate.stats().inFlight());
    }

    @Test
    void aDriverThatUnbindsItselfFromWithinIsRefusedYetServesNobodyAfterwards() throws Exception {
        gate.bind("a", "a", 0);
        gate.bind("b", "b", -1);
        String answer =
                gate.call(
                        driver -> {
                            IllegalStateException refusal =
                                    assertThrows(
                                            IllegalStateException.class, () -> gate.unbind("a"));
                            assertEquals(
                                    "the test driver a cannot leave from within its own call",
                                    refusal.getMessage());
                            return driver;
                        });
        assertEquals("a", answer);
        assertEquals("b", gate.call(driver -> driver));
    }

    @Test
    void pastTheDrainLimitTheCallsAreInterruptedAndUnavailable() throws Exception {
        Gate<String> strict = new Gate<>("test", FOREVER, BLINK);
        strict.bind("a", "a", 0);
        Actor caller = actor("caller");
        CompletableFuture<Void> ended = inside(caller, strict);
        strict.unbind("a");
        UnavailableException fault = assertInstanceOf(UnavailableException.class, fault(ended));
        assertEquals("The test driver a left during the call; try again", fault.getMessage());
        assertEquals(1, strict.stats().overruns());
        assertEquals(0, strict.stats().inFlight());
    }

    @Test
    void theInterruptOfAnOverrunEndsWithItsCall() throws Exception {
        Gate<String> strict = new Gate<>("test", FOREVER, BLINK);
        strict.bind("a", "a", 0);
        Actor caller = actor("caller");
        CompletableFuture<Void> entered = new CompletableFuture<>();
        CompletableFuture<Boolean> after = new CompletableFuture<>();
        caller.tell(
                () -> {
                    // A driver that hears the interrupt, and answers all the same.
                    strict.call(
                            driver -> {
                                entered.complete(null);
                                Actor.await("interrupt", Thread.currentThread()::isInterrupted);
                                return driver;
                            });
                    after.complete(Thread.currentThread().isInterrupted());
                });
        Actor.ended(entered);
        strict.unbind("a");
        assertFalse(Actor.ended(after));
    }

    @Test
    void anInterruptOfTheCallersOwnRemainsOne() throws Exception {
        gate.bind("a", "a", 0);
        Actor caller = actor("caller");
        CompletableFuture<Void> ended = inside(caller, gate);
        caller.thread().interrupt();
        assertInstanceOf(InterruptedException.class, fault(ended));
        assertEquals(0, gate.stats().inFlight());
    }

    @Test
    void anInterruptOfTheFrameworkIsKeptUntilTheCallsHaveLeft() throws Exception {
        gate.bind("a", "a", 0);
        Actor inside = actor("inside");
        inside(inside, gate);
        Actor framework = actor("framework");
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        framework.tell(
                () -> {
                    gate.unbind("a");
                    kept.complete(Thread.interrupted());
                });
        Actor.await("the framework waits", () -> !gate.isOpen() && framework.isBlocked());
        framework.thread().interrupt();
        Actor.await(
                "the framework waits again",
                () -> !framework.thread().isInterrupted() && framework.isBlocked());
        assertFalse(kept.isDone());
        inside.leave();
        assertTrue(Actor.ended(kept));
    }

    @Test
    void aCallThatFailsGivesItsLeaseBack() {
        gate.bind("a", "a", 0);
        assertThrows(
                ArithmeticException.class,
                () ->
                        gate.call(
                                driver -> {
                                    throw new ArithmeticException();
                                }));
        assertEquals(0, gate.stats().inFlight());
        gate.unbind("a");
    }

    @Test
    void aSwapIsCountedWhenAnotherDriverServesAndNotWhenOneMoreIsThere() {
        gate.bind("a", "a", 5);
        gate.bind("spare", "spare", 0);
        assertEquals(0, gate.stats().swaps());
        gate.bind("b", "b", 9);
        assertEquals(1, gate.stats().swaps());
        gate.unbind("a");
        assertEquals(1, gate.stats().swaps());
        gate.unbind("b");
        assertEquals(2, gate.stats().swaps());
        gate.unbind("spare");
        assertEquals(2, gate.stats().swaps());
        gate.bind("a", "a", 0);
        assertEquals(3, gate.stats().swaps());
    }

    @Test
    void aDriverBoundTwiceIsThereUntilItIsUnboundTwice() throws Exception {
        gate.bind("a", "a", 0);
        gate.bind("a", "a", 0);
        gate.unbind("a");
        assertEquals("a", gate.call(driver -> driver));
        gate.unbind("a");
        assertFalse(gate.isOpen());
    }

    @Test
    void whileItIsPausedCallsWaitEvenLongerThanForADriver() throws Exception {
        Gate<String> impatient = new Gate<>("test", BLINK, FOREVER);
        impatient.bind("a", "a", 0);
        assertTrue(impatient.pause(FOREVER));
        Actor caller = actor("caller");
        CompletableFuture<String> answer = new CompletableFuture<>();
        caller.tell(() -> answer.complete(impatient.call(driver -> driver)));
        Actor.await("the caller waits", caller::isBlocked);
        impatient.bind("b", "b", 9);
        impatient.unbind("a");
        TimeUnit.NANOSECONDS.sleep(BLINK.multipliedBy(4).toNanos());
        assertFalse(answer.isDone());
        assertEquals(0, impatient.stats().inFlight());
        impatient.resume();
        assertEquals("b", Actor.ended(answer));
        assertTrue(impatient.stats().longestPause().compareTo(BLINK) > 0);
    }

    @Test
    void aPauseBeginsWhenTheLastCallHasLeftAndNestedOnesGoThrough() throws Exception {
        gate.bind("a", "a", 0);
        Actor inside = actor("inside");
        CompletableFuture<Void> ended = inside(inside, gate);
        Actor mover = actor("mover");
        CompletableFuture<Boolean> paused = new CompletableFuture<>();
        mover.tell(() -> paused.complete(gate.pause(FOREVER)));
        Actor.await("the mover waits", mover::isBlocked);
        Actor.ended(inside.tell(() -> assertEquals("a", gate.call(driver -> driver))));
        assertFalse(paused.isDone());
        inside.leave();
        assertTrue(Actor.ended(paused));
        Actor.ended(ended);
        gate.resume();
        assertEquals("a", gate.call(driver -> driver));
    }

    @Test
    void aPauseThatCannotBeginInTimeInterruptsNobodyAndChangesNothing() throws Exception {
        gate.bind("a", "a", 0);
        Actor inside = actor("inside");
        CompletableFuture<Void> ended = inside(inside, gate);
        assertFalse(gate.pause(BLINK));
        assertEquals("a", gate.call(driver -> driver));
        inside.leave();
        Actor.ended(ended);
        assertEquals(0, gate.stats().overruns());
    }

    @Test
    void whoIsInsideOrComesSecondCannotPause() throws Exception {
        gate.bind("a", "a", 0);
        String answer =
                gate.call(
                        driver -> {
                            assertThrows(IllegalStateException.class, () -> gate.pause(BLINK));
                            return driver;
                        });
        assertEquals("a", answer);
        assertTrue(gate.pause(BLINK));
        assertThrows(IllegalStateException.class, () -> gate.pause(BLINK));
        gate.resume();
        gate.resume();
        assertEquals("a", gate.call(driver -> driver));
    }

    @Test
    void anInterruptEndsAPauseThatHasNotBegun() throws Exception {
        gate.bind("a", "a", 0);
        Actor inside = actor("inside");
        inside(inside, gate);
        Actor mover = actor("mover");
        CompletableFuture<Void> ended = mover.tell(() -> gate.pause(FOREVER));
        Actor.await("the mover waits", mover::isBlocked);
        mover.thread().interrupt();
        assertInstanceOf(InterruptedException.class, fault(ended));
        assertEquals("a", gate.call(driver -> driver));
    }

    @Test
    void threadsThatEndedAreForgotten() throws Exception {
        gate.bind("a", "a", 0);
        for (int i = 0; i < 100; i++) {
            Thread thread = new Thread(() -> gate.ask(driver -> driver));
            thread.start();
            thread.join();
        }
        assertTrue(gate.places() <= 2, "places: " + gate.places());
        assertEquals(100, gate.stats().calls());
    }

    private static Throwable fault(CompletableFuture<Void> ended) {
        return assertThrows(ExecutionException.class, () -> Actor.ended(ended)).getCause();
    }
}
