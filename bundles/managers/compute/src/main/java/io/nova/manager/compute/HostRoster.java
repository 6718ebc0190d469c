package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.model.UnavailableException;
import io.nova.model.compute.Host;
import io.nova.model.setting.SettingsFile;
import io.nova.protocol.DriverReport;
import io.nova.protocol.HostReport;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The hosts: what they offer is a record, that they live is a beat. */
@Component(service = HostRoster.class, configurationPid = HostRoster.PID)
@Designate(ocd = HostRoster.Config.class)
public final class HostRoster {

    static final String PID = "io.nova.manager.compute.hosts";

    /** How hosts are watched. */
    @ObjectClassDefinition(name = "Hosts")
    public @interface Config {
        @AttributeDefinition(
                description = "How long a host may be silent before it counts as down, in seconds")
        int silenceSeconds() default 30;
    }

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final HostBook book;
    private final HostBeats beats;
    private final Placer placer;
    private final Clock clock;

    /** What each host last said of its drivers; for people, so it need not be kept. */
    private final Map<HostId, List<DriverReport>> drivers = new ConcurrentHashMap<>();

    @Activate
    public HostRoster(@Reference StateStore store, @Reference Clock clock, Config config) {
        this(
                store,
                clock,
                SettingsFile.of(PID).seconds("silenceSeconds", config::silenceSeconds, 1));
    }

    /**
     * @param silence how long a host may be silent before it counts as down
     */
    public HostRoster(StateStore store, Clock clock, Duration silence) {
        this.store = store;
        this.book = new HostBook(store);
        this.beats = new HostBeats(store, clock, silence);
        this.placer = new Placer(store, book, beats);
        this.clock = clock;
    }

    @Deactivate
    public void close() {
        book.close();
    }

    /** Returns what finds hosts for instances. */
    Placer placer() {
        return placer;
    }

    /** Takes in what a host said of itself. */
    void heard(HostReport report) {
        beats.heard(report.host(), report.bootId());
        drivers.put(report.host(), report.drivers());
        Optional<Rec<Host>> known = book.find(report.host().value());
        boolean accepting = known.map(rec -> rec.value().accepting()).orElse(true);
        Host host =
                new Host(
                        report.host(),
                        report.zone(),
                        report.capacity(),
                        report.hypervisors(),
                        report.bootId(),
                        accepting,
                        clock.instant());
        if (known.isEmpty()) {
            write(host, Tx.of(opId(report)).create(Kinds.HOST, host.id().value(), host));
        } else if (differs(known.get().value(), host)) {
            write(host, Tx.of(opId(report)).update(Kinds.HOST, known.get(), host));
        }
    }

    /**
     * Has a host get new instances or none, from the next placement on; one that nobody ever heard
     * of gets none anyway.
     *
     * @return how many instances it has that are not terminated
     * @throws UnavailableException if others change the record all the time
     */
    long accept(HostId host, boolean accepting) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Rec<Host>> known = store.get(Kinds.HOST, host.value());
            boolean holds = known.map(rec -> rec.value().accepting() == accepting).orElse(true);
            if (holds || isCommitted(known.orElseThrow(), accepting)) {
                return store.count(Kinds.INSTANCE, Kinds.ofHost(host));
            }
        }
        throw new UnavailableException("compute", "The host changes too quickly; try again");
    }

    private boolean isCommitted(Rec<Host> rec, boolean accepting) {
        Host host = rec.value().accepting(accepting);
        Tx.Builder tx = Tx.of("accept/" + accepting + "/" + host.id() + "/" + rec.version());
        CommitResult result = Records.commit(store, tx.update(Kinds.HOST, rec, host).build());
        book.changed(rec.id());
        return result instanceof CommitResult.Ok;
    }

    private void write(Host host, Tx.Builder tx) {
        // If two managers heard the same report it does not take effect: the host says it again
        // soon.
        var unused = Records.commit(store, tx.build());
        book.changed(host.id().value());
    }

    private String opId(HostReport report) {
        return "host/" + report.host() + "/" + clock.instant();
    }

    private static boolean differs(Host known, Host said) {
        return !known.capacity().equals(said.capacity())
                || !known.zone().equals(said.zone())
                || !known.bootId().equals(said.bootId())
                || !known.hypervisors().equals(said.hypervisors());
    }

    /** Returns all hosts in the order of their names. */
    List<Host> all() {
        return book.all().stream().map(Rec::value).toList();
    }

    /** Returns when each host was last heard of. */
    Map<String, Instant> lastSeen() {
        return beats.seen();
    }

    /** The same, as of at most a second ago: what requests of many can afford. */
    Map<String, Instant> recentlySeen() {
        return beats.recent().seen();
    }

    /** Returns how long a host may be silent before it counts as down. */
    Duration silence() {
        return beats.silence();
    }

    boolean isUp(Map<String, Instant> seen, Host host) {
        return beats.isUp(seen, host.id());
    }

    Map<HostId, List<DriverReport>> drivers() {
        return drivers;
    }
}
