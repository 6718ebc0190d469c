package io.nova.manager.compute;

import io.nova.api.compute.InstanceHealth;
import io.nova.api.compute.InstanceHealth.Check;
import io.nova.api.compute.InstanceHealth.Verdict;
import io.nova.api.compute.InstanceHealthService;
import io.nova.api.compute.InstanceQuery;
import io.nova.api.identity.Authorizer;
import io.nova.model.InstanceId;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.compute.Answering;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Judges instances by when their hosts were last heard of, and by what these found out. */
@Component(configurationPid = HealthManager.PID)
@Designate(ocd = HealthManager.Config.class)
public final class HealthManager implements InstanceHealthService {

    static final String PID = "io.nova.manager.compute.health";

    /** How instances are judged. */
    @ObjectClassDefinition(name = "Instances' health")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "How long a guest that was started may take to answer, in seconds; after"
                                + " that it is impaired")
        int startSeconds() default 180;
    }

    private final Authorizer authorizer;
    private final InstanceReads reads;
    private final HostRoster roster;
    private final Clock clock;
    private final Duration start;

    @Activate
    public HealthManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference HostRoster roster,
            @Reference Clock clock,
            Config config) {
        this.start = SettingsFile.of(PID).seconds("startSeconds", config::startSeconds, 0);
        this.authorizer = authorizer;
        this.reads = new InstanceReads(new Records<>(store, Kinds.INSTANCE));
        this.roster = roster;
        this.clock = clock;
    }

    @Override
    public Page<InstanceHealth> describe(
            RequestContext context,
            List<InstanceId> ids,
            Predicate<InstanceHealth> matching,
            String after,
            int limit) {
        authorizer.require(context.caller(), "ec2:DescribeInstanceStatus");
        Judge judge = new Judge(roster.recentlySeen(), clock.instant());
        Page<Instance> page =
                reads.page(
                        context.project(),
                        new InstanceQuery(
                                ids,
                                instance -> matching.test(judge.of(instance)),
                                after,
                                limit,
                                false));
        return new Page<>(page.items().stream().map(judge::of).toList(), page.next());
    }

    /** Judges all instances of one answer by the same facts. */
    private final class Judge {

        private final Map<String, Instant> seen;
        private final Instant now;

        Judge(Map<String, Instant> seen, Instant now) {
            this.seen = seen;
            this.now = now;
        }

        InstanceHealth of(Instance instance) {
            if (instance.state() != InstanceState.RUNNING) {
                Check none = Check.of(Verdict.NOT_APPLICABLE);
                return new InstanceHealth(instance, none, none);
            }
            Optional<Instant> heard = Optional.ofNullable(seen.get(instance.host().value()));
            Check system =
                    heard.map(this::system).orElseGet(() -> Check.of(Verdict.INSUFFICIENT_DATA));
            // What a silent host found out last need not hold any longer.
            Check guest =
                    system.verdict() == Verdict.OK
                            ? guest(instance)
                            : Check.of(Verdict.INSUFFICIENT_DATA);
            return new InstanceHealth(instance, system, guest);
        }

        private Check system(Instant heard) {
            Instant down = heard.plus(roster.silence());
            return now.isBefore(down) ? Check.of(Verdict.OK) : Check.impaired(down);
        }

        private Check guest(Instance instance) {
            Optional<Answering> found = instance.status().answering();
            if (found.isPresent() && found.get().answers()) {
                return Check.of(Verdict.OK);
            }
            if (found.isPresent() && found.get().answered()) {
                return Check.impaired(found.get().since());
            }
            Instant due = instance.status().since().plus(start);
            if (now.isBefore(due)) {
                return Check.of(Verdict.INITIALIZING);
            }
            return found.isPresent() ? Check.impaired(due) : Check.of(Verdict.INSUFFICIENT_DATA);
        }
    }
}
