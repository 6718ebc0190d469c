package io.nova.manager.cluster;

import io.nova.api.cluster.CheckService;
import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.api.cluster.HostCheck;
import io.nova.api.identity.Authorizer;
import io.nova.model.IdSource;
import io.nova.model.RequestContext;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.state.RecordRules;
import io.nova.spi.state.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Checks the whole store by the rules of all who keep records in it. */
@Component(service = CheckService.class, configurationPid = CheckManager.PID)
@Designate(ocd = CheckManager.Config.class)
public final class CheckManager implements CheckService {

    static final String PID = "io.nova.manager.cluster.check";

    /** How a cloud is checked. */
    @ObjectClassDefinition(name = "Check of the whole cloud")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "How long what seems wrong may take to settle before it is looked at again,"
                                + " in seconds")
        int settleSeconds() default 5;
    }

    /** Sweeps that put right what requests leave to them come every three seconds. */
    private static final int MOST_SETTLE = 600;

    /** What is seen so many times more, in the same state, is a finding. */
    private static final int AGAIN = 2;

    private final StateStore store;
    private final Authorizer authorizer;
    private final IdSource ids;
    private final Supplier<List<RecordRules>> owners;
    private final List<HostCheck> hosts;
    private final Duration settle;
    private final Pause pause;

    @Activate
    public CheckManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference IdSource ids,
            @Reference(
                            cardinality = ReferenceCardinality.MULTIPLE,
                            policy = ReferencePolicy.STATIC,
                            policyOption = ReferencePolicyOption.GREEDY)
                    List<RecordRules> owners,
            @Reference(
                            cardinality = ReferenceCardinality.MULTIPLE,
                            policy = ReferencePolicy.STATIC,
                            policyOption = ReferencePolicyOption.GREEDY)
                    List<HostCheck> hosts,
            Config config) {
        this(
                store,
                authorizer,
                ids,
                () -> owners,
                hosts,
                Duration.ofSeconds(
                        SettingsFile.of(PID)
                                .within("settleSeconds", config::settleSeconds, 1, MOST_SETTLE)),
                CheckManager::await);
    }

    CheckManager(
            StateStore store,
            Authorizer authorizer,
            IdSource ids,
            Supplier<List<RecordRules>> owners,
            List<HostCheck> hosts,
            Duration settle,
            Pause pause) {
        this.store = store;
        this.authorizer = authorizer;
        this.ids = ids;
        this.owners = owners;
        this.hosts = List.copyOf(hosts);
        this.settle = settle;
        this.pause = pause;
    }

    private static void await(Duration time) throws InterruptedException {
        // Nobody counts it down.
        boolean never = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        assert !never;
    }

    @Override
    public Check check(RequestContext context, LongConsumer progress) throws InterruptedException {
        authorizer.require(context.caller(), "nova:CloudCheck");
        try (Term term = new Term(store, ids.hex(16))) {
            return new Found(look(term, progress));
        }
    }

    /** What all looks together say. */
    private record Looks(
            long records, Map<String, Long> unchecked, List<String> silent, List<Suspect> found) {}

    private Looks look(Term term, LongConsumer progress) throws InterruptedException {
        Rulebook rules = new Rulebook(owners.get());
        LongConsumer alive =
                records -> {
                    var unused = term.renew();
                    progress.accept(records);
                };
        Set<String> pools = new TreeSet<>();
        Notes notes = look(rules, pools, alive);
        Looks looks = new Looks(notes.records(), notes.unchecked(), notes.silent(), List.of());
        if (notes.suspects().isEmpty() && pools.isEmpty()) {
            return looks;
        }
        Map<String, Suspect> before = notes.suspects();
        boolean numbersAsked = false;
        for (int again = 0; again < AGAIN; again++) {
            pause.pass(settle);
            Map<String, Suspect> now = look(rules, pools, alive).suspects();
            Map<String, Suspect> last = before;
            boolean firstNumbers = !numbersAsked;
            now.values()
                    .removeIf(
                            one ->
                                    !isSeen(last, one)
                                            // Numbers of single records are asked from now on.
                                            && !(firstNumbers
                                                    && one.finding().fault() == Fault.LOST));
            numbersAsked = true;
            before = now;
        }
        List<Suspect> found = new ArrayList<>(before.values());
        found.sort(
                Comparator.comparing((Suspect one) -> one.finding().fault())
                        .thenComparing(one -> one.finding().subject()));
        return new Looks(looks.records(), looks.unchecked(), looks.silent(), found);
    }

    private static boolean isSeen(Map<String, Suspect> before, Suspect one) {
        return Optional.ofNullable(before.get(one.key())).filter(one::isAs).isPresent();
    }

    /** Adds to the pools those whose records are to be asked next time. */
    private Notes look(Rulebook rules, Set<String> pools, LongConsumer alive)
            throws InterruptedException {
        Look look = new Look(store, rules, Set.copyOf(pools), alive);
        Notes notes = look.run();
        pools.addAll(look.unequal());
        for (HostCheck host : hosts) {
            notes.hosts(host.look(() -> alive.accept(notes.records())));
        }
        return notes;
    }

    /** What was found, until somebody repairs it. */
    private final class Found implements Check {

        private final Looks looks;
        private final Repairs repairs = new Repairs(store, ids);

        private Found(Looks looks) {
            this.looks = looks;
        }

        @Override
        public long records() {
            return looks.records();
        }

        @Override
        public Map<String, Long> unchecked() {
            return looks.unchecked();
        }

        @Override
        public List<String> silent() {
            return looks.silent();
        }

        @Override
        public List<Finding> findings() {
            return looks.found().stream().map(Suspect::finding).toList();
        }

        @Override
        public List<Repair> repair(RequestContext context, Fault fault) {
            authorizer.require(context.caller(), "nova:CloudRepair");
            List<Repair> outcomes = new ArrayList<>();
            try (Term term = new Term(store, ids.hex(16))) {
                for (Suspect one : looks.found()) {
                    if (one.finding().fault() == fault && one.finding().isRepairable()) {
                        outcomes.add(repairs.repair(one, term.renew()));
                    }
                }
            }
            return outcomes;
        }
    }
}
