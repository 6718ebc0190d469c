package io.nova.testkit.hypervisor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.ConsoleAccess;
import io.nova.spi.hypervisor.DiskCapture;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.GuestWatch;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.VolumeHotplug;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link HypervisorDriver} promises; a driver's test extends it and says where it runs. */
public abstract class HypervisorDriverContract {

    private final IdSource ids = new IdSource(new SecureRandom());

    /** The guest of most tests; each test has its own. */
    protected final InstanceId instance = InstanceId.next(ids);

    protected HypervisorLab lab;
    protected HypervisorDriver driver;

    /** Returns the host to test on; its guests of earlier tests are gone. */
    protected abstract HypervisorLab lab() throws Exception;

    @BeforeEach
    void open() throws Exception {
        lab = lab();
        driver = lab.open();
    }

    @AfterEach
    void leaveNothing() throws Exception {
        if (driver == null) {
            return;
        }
        for (Guest guest : driver.guests()) {
            driver.destroy(guest.instance());
        }
        lab.close(driver);
    }

    @Test
    void launchReturnsWhenTheGuestRuns() throws Exception {
        driver.launch(spec(7));
        assertEquals(Optional.of(new Guest(instance, PowerState.ON, 7, false)), guest());
    }

    @Test
    void launchLeavesARunningGuestAlone() throws Exception {
        driver.launch(spec(7));
        Object disk = lab.disk(instance);
        driver.launch(spec(7));
        driver.launch(spec(8));
        assertEquals(1, driver.guests().size());
        assertEquals(disk, lab.disk(instance));
        assertEquals(7, guest().orElseThrow().generation(), "nothing was brought about");
    }

    @Test
    void launchStartsAStoppedGuestOnItsOwnDiskAndWithTheNewValues() throws Exception {
        driver.launch(spec(7));
        Object disk = lab.disk(instance);
        driver.powerOff(instance);
        driver.launch(spec(9));
        assertEquals(Optional.of(new Guest(instance, PowerState.ON, 9, false)), guest());
        assertEquals(disk, lab.disk(instance));
    }

    @Test
    void launchAfterDestroyMakesANewDisk() throws Exception {
        driver.launch(spec(1));
        Object disk = lab.disk(instance);
        driver.destroy(instance);
        driver.launch(spec(2));
        assertFalse(disk.equals(lab.disk(instance)));
    }

    @Test
    void aFailedLaunchLeavesNothing() throws Exception {
        DriverException failure =
                assertThrows(DriverException.class, () -> driver.launch(lab.hopeless(instance)));
        assertEquals(Optional.empty(), guest());
        assertEquals(List.of(), lab.traces(instance), failure.toString());
        driver.launch(spec(1));
        assertEquals(PowerState.ON, power());
    }

    @Test
    void aFailedStartLeavesTheGuestOffAsBefore() throws Exception {
        driver.launch(spec(1));
        Object disk = lab.disk(instance);
        driver.powerOff(instance);
        assertThrows(DriverException.class, () -> driver.launch(lab.hopeless(instance)));
        assertEquals(Optional.of(new Guest(instance, PowerState.OFF, 1, false)), guest());
        driver.launch(spec(2));
        assertEquals(disk, lab.disk(instance));
        assertEquals(PowerState.ON, power());
    }

    @Test
    void aGuestWithoutRoomIsRefusedAsExhaustedAndLeavesNothing() throws Exception {
        GuestSpec spec = spec(1);
        GuestSpec huge =
                new GuestSpec(
                        instance,
                        spec.project(),
                        spec.vcpus(),
                        driver.capacity().memoryMib() + 1,
                        spec.boot(),
                        spec.root(),
                        spec.nics(),
                        1);
        DriverException refused = assertThrows(DriverException.class, () -> driver.launch(huge));
        assertEquals(DriverException.Kind.EXHAUSTED, refused.kind(), refused.toString());
        assertEquals(Optional.empty(), guest());
        assertEquals(List.of(), lab.traces(instance));
    }

    @Test
    void aLaunchOnAnInterruptedThreadLeavesNothing() throws Exception {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> driver.launch(spec(1)));
        assertFalse(Thread.interrupted(), "thrown and still set");
        assertEquals(Optional.empty(), guest());
        assertEquals(List.of(), lab.traces(instance));
    }

    @Test
    void aLaunchInterruptedAtAnyTimeIsWholeOrLeavesNothing() throws Exception {
        for (int millis : List.of(1, 5, 20, 60, 150, 400)) {
            AtomicReference<Throwable> outcome = new AtomicReference<>();
            Thread launching =
                    new Thread(
                            () -> {
                                try {
                                    driver.launch(spec(1));
                                } catch (Throwable e) {
                                    outcome.set(e);
                                }
                            },
                            "launching");
            launching.start();
            launching.join(millis);
            launching.interrupt();
            launching.join(lab.patience().toMillis());
            assertFalse(launching.isAlive(), "an interrupt ends a launch");
            if (outcome.get() == null) {
                assertEquals(PowerState.ON, power());
            } else {
                assertEquals(InterruptedException.class, outcome.get().getClass());
                assertEquals(Optional.empty(), guest(), millis + " ms");
                assertEquals(List.of(), lab.traces(instance), millis + " ms");
            }
            driver.destroy(instance);
        }
    }

    @Test
    void powerOffKeepsTheGuestAndItsDisk() throws Exception {
        driver.launch(spec(3));
        Object disk = lab.disk(instance);
        driver.powerOff(instance);
        assertEquals(Optional.of(new Guest(instance, PowerState.OFF, 3, false)), guest());
        driver.powerOff(instance);
        assertEquals(PowerState.OFF, power());
        assertEquals(disk, lab.disk(instance));
    }

    @Test
    void aGuestThatIsAskedToShutDownIsOffEventually() throws Exception {
        driver.launch(spec(1));
        lab.awaitUp(driver, instance);
        driver.requestShutdown(instance);
        await("off", () -> power() == PowerState.OFF);
        assertFalse(guest().orElseThrow().crashed());
        driver.requestShutdown(instance);
        assertEquals(PowerState.OFF, power());
    }

    @Test
    void rebootKeepsTheGuestOnAndItsDisk() throws Exception {
        driver.launch(spec(1));
        Object disk = lab.disk(instance);
        driver.reboot(instance);
        await("on", () -> power() == PowerState.ON);
        assertEquals(disk, lab.disk(instance));
    }

    @Test
    void rebootLeavesAGuestThatIsOffAlone() throws Exception {
        driver.launch(spec(1));
        driver.powerOff(instance);
        driver.reboot(instance);
        assertEquals(PowerState.OFF, power());
    }

    @Test
    void destroyLeavesNothingOfARunningGuest() throws Exception {
        driver.launch(spec(1));
        assertFalse(lab.traces(instance).isEmpty(), "else the next line proves nothing");
        driver.destroy(instance);
        assertEquals(Optional.empty(), guest());
        assertEquals(List.of(), lab.traces(instance));
        driver.destroy(instance);
    }

    @Test
    void destroyLeavesNothingOfAStoppedGuest() throws Exception {
        driver.launch(spec(1));
        driver.powerOff(instance);
        driver.destroy(instance);
        assertEquals(List.of(), lab.traces(instance));
    }

    @Test
    void commandsToAnUnknownGuestSucceedAndMakeNothing() throws Exception {
        driver.requestShutdown(instance);
        driver.powerOff(instance);
        driver.reboot(instance);
        driver.mark(instance, 4);
        driver.destroy(instance);
        assertEquals(Optional.empty(), guest());
        assertEquals(List.of(), lab.traces(instance));
    }

    @Test
    void aMarkIsKeptWhileTheGuestRunsAndWhenItStops() throws Exception {
        driver.launch(spec(1));
        driver.mark(instance, 2);
        driver.mark(instance, 2);
        assertEquals(2, guest().orElseThrow().generation());
        driver.powerOff(instance);
        assertEquals(2, guest().orElseThrow().generation());
        driver.mark(instance, 3);
        assertEquals(3, guest().orElseThrow().generation());
    }

    @Test
    void anotherDriverObjectFindsTheGuestsAsTheyAre() throws Exception {
        InstanceId stopped = InstanceId.next(ids);
        driver.launch(spec(1));
        driver.mark(instance, 5);
        driver.launch(lab.spec(stopped));
        driver.powerOff(stopped);
        Set<Guest> before = Set.copyOf(driver.guests());
        Object disk = lab.disk(instance);
        lab.close(driver);
        driver = lab.open();
        assertEquals(before, Set.copyOf(driver.guests()));
        driver.launch(spec(5));
        assertEquals(disk, lab.disk(instance));
        driver.launch(lab.spec(stopped));
        assertEquals(
                Set.of(PowerState.ON),
                driver.guests().stream().map(Guest::power).collect(Collectors.toSet()));
    }

    @Test
    void twoDriverObjectsOnOneHostSeeTheSame() throws Exception {
        HypervisorDriver other = lab.open();
        try {
            driver.launch(spec(1));
            other.mark(instance, 6);
            assertEquals(6, guest().orElseThrow().generation());
            other.powerOff(instance);
            assertEquals(PowerState.OFF, power());
        } finally {
            lab.close(other);
        }
    }

    @Test
    void aGuestThatFailsIsOffAndCrashedUntilItIsStartedAgain() throws Exception {
        driver.launch(spec(1));
        lab.crash(instance);
        await("off", () -> power() == PowerState.OFF);
        assertTrue(guest().orElseThrow().crashed());
        driver.launch(spec(2));
        assertEquals(Optional.of(new Guest(instance, PowerState.ON, 2, false)), guest());
        driver.powerOff(instance);
        assertFalse(guest().orElseThrow().crashed());
    }

    @Test
    void aWatcherHearsOfWhatHappensUntilItIsClosed() throws Exception {
        BlockingQueue<PowerState> heard = new ArrayBlockingQueue<>(1000);
        GuestWatch watch =
                driver.watch(
                        (id, power) -> {
                            if (id.equals(instance)) {
                                heard.add(power);
                            }
                        });
        driver.launch(spec(1));
        awaitHeard(heard, PowerState.ON);
        lab.crash(instance);
        awaitHeard(heard, PowerState.OFF);
        driver.launch(spec(2));
        awaitHeard(heard, PowerState.ON);
        watch.close();
        watch.close();
        heard.clear();
        driver.destroy(instance);
        assertEquals(List.of(), List.copyOf(heard));
    }

    @Test
    void closingADriverTwiceIsHarmless() throws Exception {
        HypervisorDriver other = lab.open();
        lab.close(other);
        assertDoesNotThrow(() -> lab.close(other));
        driver.launch(spec(1));
        assertEquals(PowerState.ON, power());
    }

    @Test
    void capacityIsPositiveAndCountsGuestsToo() throws Exception {
        assertTrue(driver.capacity().vcpus() > 0);
        assertTrue(driver.capacity().memoryMib() > 0);
        assertTrue(driver.capacity().diskGib() > 0);
        int memoryMib = driver.capacity().memoryMib();
        driver.launch(spec(1));
        assertEquals(memoryMib, driver.capacity().memoryMib());
    }

    @Test
    void theDriverHasTheAbilitiesThatItDeclares() {
        Set<Class<?>> has =
                Stream.of(ConsoleAccess.class, VolumeHotplug.class, DiskCapture.class)
                        .filter(ability -> ability.isInstance(driver))
                        .collect(Collectors.toSet());
        assertEquals(lab.abilities(), has);
    }

    @Test
    void theConsoleOfAnUnknownGuestIsEmpty() throws Exception {
        if (driver instanceof ConsoleAccess console) {
            assertArrayEquals(new byte[0], console.tail(instance, 100));
        }
    }

    @Test
    void theConsoleGivesTheLastBytesAndKeepsThemOverAStart() throws Exception {
        if (driver instanceof ConsoleAccess console) {
            driver.launch(spec(1));
            lab.awaitUp(driver, instance);
            driver.powerOff(instance);
            byte[] all = console.tail(instance, 1 << 20);
            byte[] few = console.tail(instance, 10);
            assertEquals(10, few.length);
            assertEquals(text(all).substring(all.length - 10), text(few));
            driver.launch(spec(2));
            await(
                    "more than before, after what was before",
                    () -> {
                        String now = text(console.tail(instance, 1 << 20));
                        return now.length() > all.length && now.startsWith(text(all));
                    });
        }
    }

    /** Returns the test's guest as the driver lists it. */
    protected final Optional<Guest> guest() throws InterruptedException {
        return driver.guests().stream()
                .filter(guest -> guest.instance().equals(instance))
                .findFirst();
    }

    /** Waits for a fact, so long as the lab has patience. */
    protected final void await(String what, Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + lab.patience().toNanos();
        while (!fact.call()) {
            assertTrue(System.nanoTime() < end, "waited too long until: " + what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Returns the lab's small guest for this test, at a generation. */
    protected final GuestSpec spec(long generation) {
        GuestSpec spec = lab.spec(instance);
        return new GuestSpec(
                instance,
                spec.project(),
                spec.vcpus(),
                spec.memoryMib(),
                spec.boot(),
                spec.root(),
                spec.nics(),
                generation);
    }

    private PowerState power() throws InterruptedException {
        return guest().map(Guest::power).orElse(PowerState.GONE);
    }

    private void awaitHeard(BlockingQueue<PowerState> heard, PowerState power) throws Exception {
        await("heard " + power, () -> heard.contains(power));
        heard.clear();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
