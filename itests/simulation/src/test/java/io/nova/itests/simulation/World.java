package io.nova.itests.simulation;

import io.nova.driver.volume.simulated.SimulatedStorage;
import io.nova.itests.simulation.SimulatedHost.Machine;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.volume.VolumeType;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SimulatedCrash;
import io.nova.spi.state.StateStore;
import io.nova.testkit.messaging.Faults;
import io.nova.testkit.messaging.SteppedMessageBus;
import io.nova.testkit.state.ForgetfulStateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A whole cloud in one thread under one seed: whoever has the seed has the history. */
final class World {

    static final String CIDR = "10.42.0.0/28";
    static final Duration ORPHAN_WAIT = Duration.ofSeconds(30);
    static final Duration QUARANTINE = Duration.ofHours(1);

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Faults FAULTS = new Faults(3, 3, 20, Duration.ofMillis(300));
    private static final int MOST_MANAGERS = 3;
    private static final int HOSTS = 3;

    /** Of the volumes that one host keeps, each in storage of its own. */
    private static final List<String> TECHNOLOGIES = List.of("far", "near");

    /** Any technology, one by an operator's setting, and each by its name. */
    static final List<VolumeType> VOLUME_TYPES =
            List.of(VolumeType.GP2, VolumeType.GP3, new VolumeType("far"), new VolumeType("near"));

    private static final long ROOM = 10L << 30;
    private static final int WIPE = 1 << 20;

    private final RandomGenerator random;
    private final MutableClock clock = new MutableClock(START);
    private final History history;
    private final Chaos chaos;
    private final IdSource ids;
    private final ForgetfulStateStore store = new ForgetfulStateStore(clock);
    private final SteppedMessageBus bus;
    private final Surroundings surroundings = new Surroundings();
    private final Mutation mutation;
    private final Invariants invariants;
    private final VolumeInvariants volumes;
    private final Map<String, SimulatedStorage> storages = new TreeMap<>();
    private final List<Machine> machines;
    private final Map<String, Life> lives = new LinkedHashMap<>();
    private Optional<Mortal> stalled = Optional.empty();

    /** A process's name through its lives and deaths. */
    private static final class Life {
        private final Function<Mortal, Being> birth;
        private Optional<Being> being = Optional.empty();
        private Instant bornAt = START;

        Life(Function<Mortal, Being> birth) {
            this.birth = birth;
        }
    }

    World(long seed, Mutation mutation) {
        random = new SplittableRandom(seed);
        history = new History(seed, clock);
        chaos = new Chaos(random);
        ids = new IdSource(random);
        bus = new SteppedMessageBus(clock, clock::advanceTo, random, FAULTS);
        this.mutation = mutation;
        invariants = new Invariants(this);
        volumes = new VolumeInvariants(this);
        TECHNOLOGIES.forEach(one -> storages.put(one, new SimulatedStorage(ROOM, WIPE)));
        machines =
                IntStream.rangeClosed(1, HOSTS)
                        .mapToObj(i -> new Machine(new HostId("host-" + i)))
                        .toList();
        int managers = 1 + random.nextInt(MOST_MANAGERS);
        for (int i = 1; i <= managers; i++) {
            lives.put("manager-" + i, new Life(process -> new SimulatedManager(this, process)));
        }
        lives.put("volumes", new Life(process -> new SimulatedVolumeHost(this, process)));
        for (Machine machine : machines) {
            lives.put(
                    "agent-" + machine.id,
                    new Life(process -> new SimulatedHost(this, machine, process)));
        }
    }

    /** Lets the time pass, and in it all that is due. */
    void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        while (true) {
            buryAndBear();
            if (!step()) {
                Instant next = next(end);
                if (!next.isBefore(end)) {
                    clock.advanceTo(end);
                    return;
                }
                clock.advanceTo(next);
            }
        }
    }

    /**
     * Stops a process for so long where it is, while all others go on; unless another is stalled.
     */
    void stall(Mortal process, Duration time) {
        if (stalled.isPresent()) {
            return;
        }
        history.add(process.name() + " is stalled");
        stalled = Optional.of(process);
        bus.stall(process.name());
        pass(time);
        bus.resume(process.name());
        stalled = Optional.empty();
        history.add(process.name() + " goes on");
    }

    private boolean canStep(Being being) {
        return stalled.filter(being.process()::equals).isEmpty();
    }

    private boolean step() {
        List<Runnable> due = new ArrayList<>();
        Instant now = clock.instant();
        if (bus.next().filter(at -> !at.isAfter(now)).isPresent()) {
            due.add(bus::step);
        }
        for (Being being : beings()) {
            if (canStep(being)
                    && being.engine().nextDue().filter(at -> !at.isAfter(now)).isPresent()) {
                due.add(being.engine()::step);
            }
        }
        if (due.isEmpty()) {
            return false;
        }
        try {
            due.get(random.nextInt(due.size())).run();
        } catch (SimulatedCrash crash) {
            // Who died is buried before the next step.
        }
        return true;
    }

    private Instant next(Instant end) {
        Instant next = end;
        for (Life life : lives.values()) {
            Instant due =
                    life.being
                            .map(being -> canStep(being) ? due(being) : Instant.MAX)
                            .orElse(life.bornAt);
            next = due.isBefore(next) ? due : next;
        }
        Instant message = bus.next().orElse(Instant.MAX);
        return message.isBefore(next) ? message : next;
    }

    private static Instant due(Being being) {
        return being.engine().nextDue().orElse(Instant.MAX);
    }

    private void buryAndBear() {
        lives.forEach(
                (name, life) -> {
                    if (life.being.filter(being -> being.process().isDead()).isPresent()) {
                        life.being.get().bury();
                        life.being = Optional.empty();
                        life.bornAt = clock.instant().plusMillis(random.nextLong(15_000));
                    }
                    if (life.being.isEmpty() && !life.bornAt.isAfter(clock.instant())) {
                        bear(name, life);
                    }
                });
    }

    private void bear(String name, Life life) {
        try {
            life.being = Optional.of(life.birth.apply(new Mortal(name, chaos, history)));
            history.add(name + " lives");
        } catch (SimulatedCrash crash) {
            life.bornAt = clock.instant().plusMillis(random.nextLong(15_000));
        }
    }

    /** Ends all faults and lets everything come to rest. */
    void settle(Duration time) {
        history.add("faults end");
        chaos.end();
        bus.calm();
        machines.forEach(Machine::installAll);
        hosts().forEach(SimulatedHost::swap);
        volumeHosts().forEach(SimulatedVolumeHost::bindAll);
        lives.values().forEach(life -> life.bornAt = clock.instant());
        pass(time);
    }

    private List<Being> beings() {
        return lives.values().stream().flatMap(life -> life.being.stream()).toList();
    }

    /** Returns the managers that live, of whom each can be asked. */
    List<SimulatedManager> managers() {
        return living(SimulatedManager.class);
    }

    /** Returns the hosts whose agents live. */
    List<SimulatedHost> hosts() {
        return living(SimulatedHost.class);
    }

    /** Returns the agents of the volume host that live: one or none. */
    List<SimulatedVolumeHost> volumeHosts() {
        return living(SimulatedVolumeHost.class);
    }

    /** Returns all volumes, and who is connected to them, by the technologies that keep them. */
    Map<String, SimulatedStorage> storages() {
        return storages;
    }

    VolumeInvariants volumes() {
        return volumes;
    }

    private <T extends Being> List<T> living(Class<T> type) {
        return beings().stream()
                .filter(being -> !being.process().isDead())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<Machine> machines() {
        return machines;
    }

    /** Returns the records of this moment, for {@link #goBackTo}. */
    byte[] remember() {
        return store.remember();
    }

    /** The store comes back with the records of an earlier moment. */
    void goBackTo(byte[] moment) {
        history.add("the records lose history");
        invariants.historyIsLost();
        store.goBackTo(moment);
    }

    /** Returns the store as the process's code uses it. */
    StateStore store(Mortal process) {
        return mutation.store(store);
    }

    /** Returns the name of the pool of all addresses. */
    String pool() {
        return managers().get(0).pool();
    }

    /** Returns the truth. */
    StateStore store() {
        return store;
    }

    RandomGenerator random() {
        return random;
    }

    MutableClock clock() {
        return clock;
    }

    History history() {
        return history;
    }

    Chaos chaos() {
        return chaos;
    }

    IdSource ids() {
        return ids;
    }

    SteppedMessageBus bus() {
        return bus;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Mutation mutation() {
        return mutation;
    }

    Invariants invariants() {
        return invariants;
    }
}
