package io.nova.agent.host;

import io.nova.gate.RolePart;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.setting.SettingsFile;
import io.nova.model.setting.SettingsPlace;
import io.nova.protocol.HostRoles;
import io.nova.reconcile.ReconcileEngine;
import io.nova.spi.messaging.MessageBus;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Makes this machine the host that its file says. Without a file it does nothing. */
@Component(
        immediate = true,
        service = {},
        configurationPid = HostAgent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HostAgent.Config.class)
public final class HostAgent {

    static final String PID = "io.nova.agent.host";

    /** The roles and drivers of the host. */
    @ObjectClassDefinition(name = "Host")
    public @interface Config {
        @AttributeDefinition(
                description = "The host's name in the cloud; empty: the machine's host name")
        String host() default "";

        @AttributeDefinition(
                description =
                        "What the host does: api, compute, network, objectstore, volume, or"
                                + " all-in-one for all of them; none if it is empty")
        String roles();

        @AttributeDefinition(
                description =
                        "The drivers of the host, such as hypervisor-libvirt; the embedded ones of"
                                + " state, messaging, identity and objects come by themselves where"
                                + " no other is there")
        String drivers() default "";

        @AttributeDefinition(
                description =
                        "When a role leaves that the file names no longer: empty, when it has"
                                + " nothing on the host; now, at once, and what it has stays"
                                + " unattended")
        String leave() default "empty";

        @AttributeDefinition(description = "How often the host tells its roles, in seconds")
        int reportSeconds() default 10;

        @AttributeDefinition(
                description =
                        "File that the host writes its roles into, and what is wrong with them;"
                                + " empty: none")
        String statusFile() default "";

        @AttributeDefinition(
                description =
                        "File that a host which joined has, and whose roles are those that need no"
                                + " access to the cloud's records; empty: it did not join")
        String membershipFile() default "";
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    /** Where the container keeps what may be deleted. */
    private static final String DATA = "karaf.data";

    private static final String MARK = "nova-roles.changing";

    private final FeatureBox features;
    private final ReconcileEngine engine;
    private final Clock clock;
    private final IdSource ids;
    private final RoleParts parts = new RoleParts();
    private Settings settings;
    private volatile HostWork work;
    private Optional<MessageBus> bus = Optional.empty();
    private volatile Optional<HostDesk> desk = Optional.empty();
    private boolean booted;

    @Activate
    public HostAgent(
            @Reference FeaturesService service,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config,
            Map<String, Object> properties) {
        Goal goal = goal(config);
        HostId host = FILE.host("host", config::host);
        Duration report = FILE.seconds("reportSeconds", config::reportSeconds, 1);
        Optional<Path> status = path("statusFile", config::statusFile);
        Optional<Path> membership = path("membershipFile", config::membershipFile);
        this.features = new KarafFeatures(service);
        this.engine = engine;
        this.clock = clock;
        this.ids = ids;
        requireKnown(goal);
        requireAccess(goal, membership);
        settings = new Settings(host, report, status, file(properties), membership, mark());
        work = work(goal);
    }

    private HostWork work(Goal goal) {
        HostId host = settings.host();
        return new HostWork(
                settings,
                goal,
                features,
                new BusManagers(host, () -> desk.map(HostDesk::bus), clock, ids),
                parts,
                engine,
                clock,
                this::tell);
    }

    private void tell(HostRoles said) {
        desk.ifPresent(one -> one.tell(said));
    }

    private static Goal goal(Config config) {
        return new Goal(
                FILE.read("roles", config::roles, GoalWords::roles),
                Set.copyOf(FILE.read("drivers", config::drivers, GoalWords::drivers)),
                FILE.read("leave", config::leave, GoalWords::leave));
    }

    private void requireKnown(Goal goal) {
        String unknown = GoalWords.unknownDrivers(goal.drivers(), features.known());
        if (!unknown.isEmpty()) {
            throw FILE.refusal("drivers", unknown);
        }
    }

    private static void requireAccess(Goal goal, Optional<Path> membership) {
        String refusal = new StoreAccess(membership).refusal(goal);
        if (!refusal.isEmpty()) {
            throw FILE.refusal("roles", refusal);
        }
    }

    private static Optional<Path> path(String key, Supplier<String> value) {
        // Empty is a value of its own, which no path is.
        String text = FILE.read(key, value, String::strip);
        return text.isEmpty() ? Optional.empty() : Optional.of(FILE.path(key, value));
    }

    private static Optional<Path> file(Map<String, Object> properties) {
        return SettingsPlace.of(PID, properties).file();
    }

    private static Path mark() {
        String data = System.getProperty(DATA, System.getProperty("java.io.tmpdir"));
        return Path.of(data, MARK);
    }

    /**
     * Takes what is new in the file. What is wrong changes nothing.
     *
     * @throws IllegalArgumentException naming the key and the reason
     */
    @Modified
    synchronized void modified(Config config, Map<String, Object> properties) {
        Settings fresh;
        Goal goal;
        try {
            goal = goal(config);
            requireKnown(goal);
            Optional<Path> membership = path("membershipFile", config::membershipFile);
            requireAccess(goal, membership);
            fresh =
                    new Settings(
                            FILE.host("host", config::host),
                            FILE.seconds("reportSeconds", config::reportSeconds, 1),
                            path("statusFile", config::statusFile),
                            file(properties),
                            membership,
                            mark());
        } catch (IllegalArgumentException e) {
            work.refuse(String.valueOf(e.getMessage()));
            throw e;
        }
        if (fresh.equals(settings)) {
            work.aim(goal);
        } else {
            work.close();
            settings = fresh;
            work = work(goal);
            serve();
            if (booted) {
                work.begin();
            }
        }
    }

    private void serve() {
        desk.ifPresent(HostDesk::close);
        HostWork now = work;
        desk =
                bus.map(
                        one ->
                                new HostDesk(
                                        settings.host(), one, clock, ids, now::change, now::wake));
        now.wake();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindBoot(BootFinished finished) {
        booted = true;
        work.begin();
    }

    void unbindBoot(BootFinished finished) {
        // What was booted stays booted.
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindBus(MessageBus added) {
        bus = Optional.of(added);
        serve();
    }

    synchronized void unbindBus(MessageBus removed) {
        // The next one may be bound already.
        if (bus.filter(one -> one == removed).isPresent()) {
            bus = Optional.empty();
            serve();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPart(RolePart part) {
        parts.add(part);
        work.wake();
    }

    void unbindPart(RolePart part) {
        parts.remove(part);
    }

    /** Leaves the host as it is. */
    @Deactivate
    public synchronized void close() {
        desk.ifPresent(HostDesk::close);
        work.close();
    }
}
