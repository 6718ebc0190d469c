package io.nova.frontend.ec2.limit;

import io.nova.frontend.http.MetricSink;
import io.nova.frontend.http.MetricSource;
import io.nova.model.ProjectId;
import io.nova.model.limit.TokenBuckets;
import io.nova.model.setting.SettingsFile;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * EC2's token buckets: how much each project may ask. One project's use takes nothing from another.
 *
 * <p>The kinds are those of "Request throttling for the Amazon EC2 API" in the EC2 developer guide.
 * The sizes there are for one region with a million owners. Ours are about what one machine can do:
 * they stop who went wild, and nobody who works; where projects do not trust each other they are to
 * be set lower.
 */
@Component(
        service = {RequestLimits.class, MetricSource.class},
        configurationPid = RequestLimits.PID)
@Designate(ocd = RequestLimits.Config.class)
public final class RequestLimits implements MetricSource {

    static final String PID = "io.nova.frontend.ec2.limits";

    /** What a project may ask at once, and in the long run. */
    @ObjectClassDefinition(name = "EC2 requests of a project")
    public @interface Config {
        @AttributeDefinition(description = "Requests at once that change nothing")
        int reads() default 100_000;

        @AttributeDefinition(
                description = "How many more of them each second; 0: as many as there come")
        int readsPerSecond() default 20_000;

        @AttributeDefinition(
                description = "Requests at once for everything, without a page, a filter or an id")
        int unpagedReads() default 10_000;

        @AttributeDefinition(
                description = "How many more of them each second; 0: as many as there come")
        int unpagedReadsPerSecond() default 2_000;

        @AttributeDefinition(description = "Requests at once that change something")
        int changes() default 50_000;

        @AttributeDefinition(
                description = "How many more of them each second; 0: as many as there come")
        int changesPerSecond() default 10_000;

        @AttributeDefinition(
                description =
                        "Instances at once that requests run, start, stop or terminate, for each of"
                                + " these")
        int instances() default 100_000;

        @AttributeDefinition(
                description = "How many more of them each second; 0: as many as there come")
        int instancesPerSecond() default 20_000;
    }

    /** What a bucket counts. */
    public enum Kind {
        /** Requests that read some of what there is. */
        READ("reads"),
        /** Requests that read all of it. */
        UNPAGED_READ("requests for everything at once"),
        /** Requests that change something. */
        CHANGE("changes"),
        /** Instances that requests are about, for each action. */
        INSTANCES("instances");

        private final String shown;

        Kind(String shown) {
            this.shown = shown;
        }

        /** Returns what is counted, for a message. */
        public String shown() {
            return shown;
        }
    }

    /** Whose bucket it is, and for which action where each has one. */
    private record Key(ProjectId project, String action) {}

    private final LongSupplier nanos;
    private final Map<Kind, TokenBuckets<Key>> buckets = new EnumMap<>(Kind.class);
    private final Map<Kind, LongAdder> refused = new ConcurrentHashMap<>();

    @Activate
    public RequestLimits(Config config) {
        this(config, System::nanoTime);
    }

    /**
     * @param nanos a clock that never goes back
     */
    public RequestLimits(Config config, LongSupplier nanos) {
        this.nanos = nanos;
        put(Kind.READ, "reads", config::reads, config::readsPerSecond);
        put(Kind.UNPAGED_READ, "unpagedReads", config::unpagedReads, config::unpagedReadsPerSecond);
        put(Kind.CHANGE, "changes", config::changes, config::changesPerSecond);
        put(Kind.INSTANCES, "instances", config::instances, config::instancesPerSecond);
    }

    private void put(Kind kind, String key, IntSupplier size, IntSupplier perSecond) {
        SettingsFile file = SettingsFile.of(PID);
        int most = file.atLeast(key, size, 1);
        int rate = file.atLeast(key + "PerSecond", perSecond, 0);
        if (rate > 0) {
            buckets.put(kind, new TokenBuckets<>(most, rate, nanos.getAsLong()));
        }
    }

    /**
     * Counts a request.
     *
     * @return zero if it may go on, else after how long it could
     */
    public Duration request(ProjectId project, Kind kind) {
        return take(new Key(project, ""), kind, 1);
    }

    /**
     * Counts the instances that a request is about.
     *
     * @return zero if it may go on, else after how long it could
     */
    public Duration instances(ProjectId project, String action, int count) {
        return take(new Key(project, action), Kind.INSTANCES, count);
    }

    /** Takes back what {@link #instances} counted: the request was refused for another reason. */
    public void noInstances(ProjectId project, String action, int count) {
        TokenBuckets<Key> bucket = buckets.get(Kind.INSTANCES);
        if (bucket != null && count > 0) {
            bucket.giveBack(new Key(project, action), count, nanos.getAsLong());
        }
    }

    private Duration take(Key key, Kind kind, int tokens) {
        TokenBuckets<Key> bucket = buckets.get(kind);
        if (bucket == null) {
            return Duration.ZERO;
        }
        Duration wait = bucket.take(key, tokens, nanos.getAsLong());
        if (!wait.isZero()) {
            refused.computeIfAbsent(kind, unused -> new LongAdder()).increment();
        }
        return wait;
    }

    @Override
    public void collect(MetricSink sink) {
        refused.forEach(
                (kind, count) ->
                        sink.counter(
                                "nova_ec2_requests_limited_total",
                                "Requests refused since their project asked too much",
                                Map.of("kind", kind.name().toLowerCase(Locale.ROOT)),
                                count.doubleValue()));
    }
}
