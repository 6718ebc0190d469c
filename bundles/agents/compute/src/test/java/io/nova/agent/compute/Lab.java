package io.nova.agent.compute;

import io.nova.driver.hypervisor.simulated.SimulatedGuest;
import io.nova.driver.hypervisor.simulated.SimulatedHypervisor;
import io.nova.driver.hypervisor.simulated.SimulatedMachine;
import io.nova.driver.network.simulated.SimulatedNetwork;
import io.nova.driver.network.simulated.SimulatedSwitch;
import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.ProjectId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.PowerState;
import io.nova.model.image.DiskFormat;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import io.nova.protocol.Ack;
import io.nova.protocol.Assignments;
import io.nova.protocol.AssignmentsRequest;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.GuestAssignment;
import io.nova.protocol.GuestReport;
import io.nova.protocol.HostReport;
import io.nova.protocol.ImageRef;
import io.nova.protocol.Wake;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.messaging.Durability;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.volume.VolumeConnector;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One host's agent on a pretended machine, with a manager that the test plays. */
final class Lab implements Images {

    static final HostId HOST = new HostId("host-1");
    static final InstanceId GUEST = new InstanceId("i-00000000000000001");
    static final NetworkId NETWORK = new NetworkId("net-00000000000000001");
    static final Duration GRACE = Duration.ofSeconds(30);
    static final Duration ORPHAN_WAIT = Duration.ofSeconds(60);

    static final Duration QUARANTINE = Duration.ofHours(2);

    /** The names of the two drivers that the host may have. */
    static final String ONE = "simulated";

    static final String OTHER = "another";

    final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    final IdSource ids = new IdSource(new Random(7));
    final SteppedMessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
    final SimulatedMachine machine = SimulatedMachine.inMemory();

    /** What the other driver's guests are on. */
    final SimulatedMachine otherMachine = SimulatedMachine.inMemory();

    final SimulatedSwitch ports = new SimulatedSwitch();

    /** What the manager wants, and all that it was told. */
    final Map<InstanceId, GuestAssignment> wanted = new TreeMap<>();

    final List<GuestReport> told = new ArrayList<>();

    /** What it was told of guests' answers. */
    final List<Boolean> answers = new ArrayList<>();

    /** The drivers that guests were told to have. */
    final List<String> named = new ArrayList<>();

    final List<HostReport> heard = new ArrayList<>();

    /** What the manager calls the history of its records. */
    String history = "one";

    private long version;
    Function<AssignmentsRequest, Assignments> desk =
            asked -> new Assignments(++version, true, List.copyOf(wanted.values()), "", history);
    boolean managerAnswers = true;

    Optional<DriverException> imageFault = Optional.empty();

    private Optional<VolumeConnector> connector = Optional.empty();
    private String bootId = "boot-1";
    private final Memory memory = new Memory();
    private final ComputeHost.Settings settings;
    private final Map<String, SimulatedHypervisor> drivers = new TreeMap<>();
    private SteppedReconcileEngine engine;
    private ComputeHost host;

    /** What the agent remembers across its restarts. */
    private static final class Memory implements BootMemory, DriverMemory {
        private final Map<String, String> lastBoots = new TreeMap<>();
        private final Map<InstanceId, String> owners = new TreeMap<>();
        private Set<InstanceId> takenDown = Set.of();
        private Optional<KnownHistory> history = Optional.empty();

        @Override
        public Optional<KnownHistory> history() {
            return history;
        }

        @Override
        public void keep(KnownHistory known) {
            history = Optional.of(known);
        }

        @Override
        public String last(String driver) {
            return lastBoots.getOrDefault(driver, "");
        }

        @Override
        public void keep(String driver, String bootId) {
            lastBoots.put(driver, bootId);
        }

        @Override
        public Map<InstanceId, String> drivers() {
            return Map.copyOf(owners);
        }

        @Override
        public void keep(InstanceId guest, String driver) {
            owners.put(guest, driver);
        }

        @Override
        public void forget(InstanceId guest) {
            owners.remove(guest);
        }

        @Override
        public Set<InstanceId> takenDown() {
            return takenDown;
        }

        @Override
        public void keepTakenDown(Set<InstanceId> guests) {
            takenDown = Set.copyOf(guests);
        }
    }

    Lab() {
        this("");
    }

    /** Returns a host on which the driver of this name launches new guests. */
    Lab(String launcher) {
        settings =
                new ComputeHost.Settings(
                        HOST,
                        new ZoneName("nova"),
                        Duration.ofSeconds(10),
                        4,
                        GRACE,
                        ORPHAN_WAIT,
                        QUARANTINE,
                        Duration.ofSeconds(60),
                        "root=/dev/vda",
                        launcher,
                        Duration.ZERO,
                        Duration.ZERO);
        var unused =
                ComputeProtocol.ASSIGNMENTS.serve(
                        bus,
                        ComputeProtocol.MANAGER,
                        1,
                        asked -> CompletableFuture.completedStage(desk.apply(asked)));
        unused =
                ComputeProtocol.REPORT.serve(
                        bus,
                        ComputeProtocol.MANAGER,
                        1000,
                        report -> {
                            if (!managerAnswers) {
                                return new CompletableFuture<>();
                            }
                            heard.add(report);
                            report.guests().forEach(this::told);
                            return CompletableFuture.completedStage(Ack.OK);
                        });
        network();
        start(Set.of(ONE));
    }

    /** Makes the host's network, as its network agent does. */
    void network() {
        Cidr cidr = new Cidr("10.42.0.0/24");
        try {
            new SimulatedNetwork(ports, 0)
                    .ensure(
                            new NetworkSpec(
                                    NETWORK,
                                    cidr,
                                    Ipv4.of(cidr.network().number() + 1),
                                    1500,
                                    "novalocal",
                                    List.of(),
                                    8773));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(Set<String> names) {
        engine = new SteppedReconcileEngine(clock, new Random(7));
        host =
                new ComputeHost(
                        settings,
                        engine,
                        bus.process("agent"),
                        this,
                        bootId,
                        memory,
                        memory,
                        clock,
                        ids);
        host.bindNetwork(new SimulatedNetwork(ports, 0), "simulated");
        names.forEach(this::bring);
        connector.ifPresent(one -> host.bindConnector(one, "simulated"));
    }

    /** Lets guests have volumes, from now on. */
    void connects(VolumeConnector one) {
        connector = Optional.of(one);
        connects(one, "simulated");
    }

    /** Gives the host a connector beside others. */
    void connects(VolumeConnector one, String technology) {
        host.bindConnector(one, technology);
    }

    /** Takes one of several connectors away. */
    void loses(VolumeConnector one) {
        host.unbindConnector(one);
    }

    /** Takes the connector away. */
    void loseConnector() {
        connector.ifPresent(host::unbindConnector);
        connector = Optional.empty();
    }

    /** Lets the host copy disks too. */
    void copiesDisks(CaptureFiles files, CaptureLink link) {
        host.copyDisks(settings, engine, bus.process("agent"), files, link);
    }

    /** The agent dies and comes back. */
    Lab restart() {
        Set<String> names = die();
        start(names);
        return this;
    }

    private Set<String> die() {
        bus.crash("agent");
        engine.crash();
        drivers.values().forEach(SimulatedHypervisor::close);
        Set<String> names = Set.copyOf(drivers.keySet());
        drivers.clear();
        return names;
    }

    /** The machine loses power and comes back, and the agent with it. */
    Lab reboot() {
        bootId = bootId + "+";
        Set<String> names = die();
        for (SimulatedMachine one : List.of(machine, otherMachine)) {
            one.guests().forEach(guest -> one.shutDown(guest.instance()));
        }
        ports.restart();
        network();
        start(names);
        return this;
    }

    /** Takes the hypervisor's driver away. */
    void loseDriver() {
        lose(ONE);
    }

    /** Takes the driver of this name away. */
    Lab lose(String name) {
        SimulatedHypervisor driver = drivers.remove(name);
        host.unbindHypervisor(driver);
        driver.close();
        return this;
    }

    /** Brings the driver of this name, with the guests that it has. */
    Lab bring(String name) {
        return bring(name, name.equals(ONE) ? machine : otherMachine);
    }

    /** Brings a driver of this name for the guests of that machine. */
    Lab bring(String name, SimulatedMachine on) {
        SimulatedHypervisor driver =
                new SimulatedHypervisor(on, new HostCapacity(8, 8192, 1000), 0);
        drivers.put(name, driver);
        host.bindHypervisor(driver, name, 0);
        return this;
    }

    /** Puts another driver object in its place. */
    void swap() {
        lose(ONE).bring(ONE);
    }

    /** The host, for drivers that the test makes. */
    ComputeHost host() {
        return host;
    }

    /** Lets so many seconds pass, and all that is due in them. */
    Lab pass(long seconds) {
        Instant end = clock.instant().plusSeconds(seconds);
        while (true) {
            while (bus.step() || engine.step()) {
                // Everything that is due now.
            }
            Instant next = engine.nextDue().orElse(end);
            Instant message = bus.next().orElse(end);
            next = message.isBefore(next) ? message : next;
            if (!next.isBefore(end)) {
                clock.advanceTo(end);
                while (bus.step() || engine.step()) {
                    // And at the end.
                }
                return this;
            }
            clock.advanceTo(next);
        }
    }

    /** A manager hints that the host has news since a commit. */
    Lab hint(long commit) {
        var unused =
                bus.cast(
                        ComputeProtocol.agent(HOST),
                        ComputeProtocol.WAKE.message(
                                new Wake(HOST, commit), "1", "", clock.instant().plusSeconds(5)),
                        Durability.HINT);
        return this;
    }

    /** The manager wants it so, and hints it. */
    Lab wants(GuestAssignment assignment) {
        wanted.put(assignment.instance(), assignment);
        return pass(11);
    }

    /** Whether a guest answers, and whose it is, comes with whatever else is known of it. */
    private void told(GuestReport report) {
        report.answers().ifPresent(answers::add);
        report.driver().ifPresent(named::add);
        GuestReport rest = report.with(Optional.empty()).by(Optional.empty());
        if (report.answers().isEmpty() || !told.contains(rest)) {
            told.add(rest);
        }
    }

    GuestReport last() {
        return told.get(told.size() - 1);
    }

    Optional<SimulatedGuest> guest() {
        return machine.find(GUEST);
    }

    static GuestReport saw(long generation, PowerState power) {
        return new GuestReport(GUEST, generation, power, "", false);
    }

    static GuestAssignment guest(int number, long generation, PowerState wanted, boolean fresh) {
        return guest(number, generation, 0, wanted, false, fresh);
    }

    static GuestAssignment guest(long generation, PowerState wanted) {
        // It is asked for in the first generation, and has run before the next.
        return guest(1, generation, wanted, generation == 1);
    }

    static GuestAssignment guest(
            int number,
            long generation,
            long reboot,
            PowerState wanted,
            boolean force,
            boolean fresh) {
        Ipv4 address = Ipv4.of(new Cidr("10.42.0.0/24").network().number() + 1 + number);
        return new GuestAssignment(
                new InstanceId("i-%017x".formatted(number)),
                new ProjectId("000000000001"),
                generation,
                reboot,
                wanted,
                force,
                fresh,
                1,
                512,
                1 << 20,
                new ImageRef(
                        new ImageId("ami-00000000000000001"),
                        "0".repeat(64),
                        512,
                        DiskFormat.RAW,
                        512),
                Optional.empty(),
                Optional.empty(),
                new Port(
                        new InterfaceId("eni-%017x".formatted(number)),
                        NETWORK,
                        new VpcId("vpc-00000000000000001"),
                        new SubnetId("subnet-00000000000000001"),
                        address,
                        MacAddress.of(address),
                        List.of(),
                        true));
    }

    @Override
    public Path fetch(ImageRef image) {
        if (imageFault.isPresent()) {
            throw imageFault.get();
        }
        return Path.of("/images", image.sha256());
    }
}
