package io.nova.manager.compute;

import io.nova.model.HostId;
import io.nova.model.UnavailableException;
import io.nova.model.ZoneName;
import io.nova.model.compute.Host;
import io.nova.model.setting.SettingsFile;
import io.nova.protocol.DriverReport;
import io.nova.protocol.HostReport;
import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
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

    private static final String BEATS = "compute-hosts";
    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Records<Host> records;
    private final Clock clock;
    private final Duration silence;

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
        this.records = new Records<>(store, Kinds.HOST);
        this.clock = clock;
        this.silence = silence;
    }

    /** Takes in what a host said of itself. */
    void heard(HostReport report) {
        store.beat(BEATS, report.host().value(), report.bootId());
        drivers.put(report.host(), report.drivers());
        Optional<Rec<Host>> known = records.find(report.host().value());
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
            write(Tx.of(opId(report)).create(Kinds.HOST, host.id().value(), host));
        } else if (differs(known.get().value(), host)) {
            write(Tx.of(opId(report)).update(Kinds.HOST, known.get(), host));
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
            Optional<Rec<Host>> known = records.find(host.value());
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
        return Records.commit(store, tx.update(Kinds.HOST, rec, host).build())
                instanceof CommitResult.Ok;
    }

    private void write(Tx.Builder tx) {
        CommitResult result = Records.commit(store, tx.build());
        if (!(result instanceof CommitResult.Ok)) {
            // Two managers heard the same report; the host says it again in a moment.
            return;
        }
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

    /** Returns the hosts of the zone that can take instances now. */
    List<Scheduler.Candidate> candidates(ZoneName zone) {
        Map<String, Instant> seen = lastSeen();
        List<Scheduler.Candidate> candidates = new ArrayList<>();
        for (Host host : all()) {
            if (host.zone().equals(zone) && host.accepting() && isUp(seen, host)) {
                candidates.add(
                        new Scheduler.Candidate(
                                host.id(), host.capacity(), Claims.of(store, host.id())));
            }
        }
        return candidates;
    }

    List<Host> all() {
        List<Host> hosts = new ArrayList<>();
        records.each(Kinds.ALL, rec -> hosts.add(rec.value()));
        return hosts;
    }

    /** Returns when each host was last heard of. */
    Map<String, Instant> lastSeen() {
        Map<String, Instant> seen = new ConcurrentHashMap<>();
        for (Beat beat : store.beats(BEATS)) {
            seen.put(beat.member(), beat.at());
        }
        return seen;
    }

    /** Returns how long a host may be silent before it counts as down. */
    Duration silence() {
        return silence;
    }

    boolean isUp(Map<String, Instant> seen, Host host) {
        Instant last = seen.getOrDefault(host.id().value(), Instant.EPOCH);
        return last.isAfter(clock.instant().minus(silence));
    }

    Map<HostId, List<DriverReport>> drivers() {
        return drivers;
    }
}
