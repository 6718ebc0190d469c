package io.nova.itests.cluster;

import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts the cluster, lets clients at it, makes trouble, and says whether all that was acknowledged
 * is so. Its last line is the result; so is its exit status.
 */
public final class Main {

    /** The bounded part: it is one of many that `./nova test` runs. */
    private static final long SHORT_SECONDS = 60;

    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final Duration SETTLE = Duration.ofMinutes(2);

    /**
     * Karaf's features begin a first time before Karaf has read their file, and end that when it
     * has; a second time installs all.
     */
    private static final List<Pattern> HARMLESS =
            List.of(Pattern.compile("BootFeaturesInstaller .*RejectedExecutionException"));

    private final Cluster cluster;
    private final Path guest;
    private final long seconds;
    private final long seed;
    private final List<String> wrong = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private final long began = System.nanoTime();

    private Main(Path folder, Path guest, long seconds, long seed) throws IOException {
        this.cluster = new Cluster(folder);
        this.guest = guest;
        this.seconds = seconds;
        this.seed = seed;
    }

    /**
     * @param arguments a folder for all of it, that of the guest's files, and as one likes how many
     *     minutes the trouble lasts and its seed
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        long seconds =
                arguments.length > 2
                        ? TimeUnit.MINUTES.toSeconds(Long.parseLong(arguments[2]))
                        : SHORT_SECONDS;
        long seed =
                arguments.length > 3
                        ? Long.parseLong(arguments[3])
                        : new Random().nextInt(Integer.MAX_VALUE);
        System.out.printf("The trouble lasts %d s; its seed is %d%n", seconds, seed);
        Main main = new Main(folder, Path.of(arguments[1]), seconds, seed);
        boolean held = false;
        try {
            held = main.run();
        } catch (AssertionError | RuntimeException e) {
            e.printStackTrace();
            System.out.println("cluster: failed, seed " + seed + ": " + e);
        } finally {
            main.keepLogs(Path.of("target/logs"));
        }
        // Nothing that still runs keeps the namespaces.
        System.out.flush();
        Runtime.getRuntime().halt(held ? 0 : 1);
    }

    private boolean run() throws Exception {
        cluster.start();
        say("all are up");
        Host first = cluster.controllers().get(0);
        Ec2 ec2 = new Ec2(client("ec2", 8773, first));
        Api s3 = client("s3", 3333, first);
        String real = new RealImage(ec2, s3, guest).offer();
        long addresses = Verdict.free(ec2);
        OwnMetadata metadata = new OwnMetadata(ec2);
        metadata.importKey();
        Map<String, String> guests = new TreeMap<>();
        for (String name : List.of("first", "second")) {
            guests.put(name, launch(ec2, name, real, metadata.parameters(name)));
        }
        Map<String, Host> homes = new TreeMap<>();
        guests.forEach(
                (name, id) -> {
                    Host home = awaitBoot(id);
                    homes.put(id, home);
                    wrong.addAll(OwnMetadata.missing(name, id, Guests.console(home, id)));
                });
        if (new TreeSet<>(homes.values().stream().map(Host::name).toList()).size() != 2) {
            wrong.add("both guests are on one host");
        }
        cluster.hosts().forEach(host -> wrong.addAll(OwnMetadata.tooOpen(host)));
        say("two guests have booted");
        Neighbours.await(ec2, homes);
        say("they reach each other");
        s3.send(Ec2.PATIENCE, "PUT", "/" + ObjectRounds.BUCKET, new byte[0]).orElseThrow().ok();
        Faults faults = new Faults(cluster.members(), new Random(seed));
        Load load = new Load();
        try (load) {
            add(load, ec2, s3, first.cloud().image("machine"), real);
            faults.run(seconds);
            say(faults.made() + " faults made; the cloud settles");
        }
        load.faults().forEach(fault -> wrong.add(String.valueOf(fault.getMessage())));
        faults.failures().forEach(fault -> wrong.add(String.valueOf(fault.getMessage())));
        new Settling(ledger, ec2).askAgain();
        wrong.addAll(Settling.await(new Verdict(cluster, ledger, ec2, addresses), SETTLE));
        homes.forEach(
                (id, home) -> {
                    long boots = Guests.boots(home, id);
                    if (boots != 1) {
                        wrong.add(id + " booted " + boots + " times");
                    }
                });
        objects(s3);
        wrong.addAll(Fsck.of(first));
        say("its records are checked");
        traces();
        return result(faults);
    }

    private void add(Load load, Ec2 ec2, Api s3, String pretended, String real) {
        Duration patience = Duration.ofSeconds(30);
        Ledger.Launch there = new Ledger.Launch(pretended, Cluster.PRETENDED);
        for (int i = 0; i < 2; i++) {
            load.add(
                    new InstanceRounds(
                            ec2, ledger, random(i), "pretended" + i, there, patience, 10));
        }
        load.add(
                new InstanceRounds(
                        ec2,
                        ledger,
                        random(2),
                        "real",
                        new Ledger.Launch(real, Cluster.REAL),
                        patience,
                        2));
        load.add(new ObjectRounds(s3, ledger, random(3), "objects"));
        load.add(new BelongingRounds(ec2, ledger, random(4), "belongings"));
        load.add(new ReadRounds(ec2, ledger));
    }

    private Random random(int client) {
        return new Random(seed * 31 + client);
    }

    private Api client(String service, int port, Host first) {
        List<URI> endpoints =
                cluster.controllers().stream()
                        .map(one -> URI.create("http://" + one.node().address() + ":" + port))
                        .toList();
        return new Api(
                endpoints,
                service,
                first.cloud().credential("access_key"),
                first.cloud().credential("secret_key"));
    }

    private String launch(Ec2 ec2, String token, String image, String... more) {
        Ledger.Launch launch = new Ledger.Launch(image, Cluster.REAL);
        ledger.launching(token, launch);
        return InstanceRounds.launch(ec2, ledger, token, launch, more).orElseThrow();
    }

    /** Returns the host whose guest it is, when it has done all that it does by itself. */
    private Host awaitBoot(String id) {
        return Wait.until(id + " has booted", BOOT, () -> home(id));
    }

    private Optional<Host> home(String id) {
        return Stream.of(cluster.host("h1"), cluster.host("h2"))
                .filter(host -> Guests.console(host, id).contains("GUEST: READY"))
                .findFirst();
    }

    private void objects(Api s3) {
        ledger.objects()
                .forEach(
                        (key, digest) -> {
                            var read = s3.read(Ec2.PATIENCE, ObjectRounds.target(key));
                            if (read.isEmpty()) {
                                wrong.add("object " + key + " cannot be read");
                            } else if (!ObjectRounds.digest(read.get()).equals(digest)) {
                                wrong.add("object " + key + " has other bytes");
                            }
                        });
    }

    private void traces() {
        Traces traces = new Traces(HARMLESS);
        List<Host> all = new ArrayList<>(cluster.controllers());
        all.addAll(cluster.hosts());
        for (Host host : all) {
            for (String log : List.of("nova.log", "console.log")) {
                List<String> found = traces.of(host.cloud().home().resolve("log").resolve(log));
                if (!found.isEmpty()) {
                    // The first is the cause of the others, more often than not.
                    wrong.add(
                            "%s of %s has %d traces: %s"
                                    .formatted(log, host.name(), found.size(), found.get(0)));
                }
            }
        }
    }

    private boolean result(Faults faults) {
        wrong.forEach(one -> System.out.println("WRONG: " + one));
        System.out.printf(
                "cluster: %s; %d requests acknowledged, %d instances, %d objects; %d faults, seed %d, %d s%n",
                wrong.isEmpty() ? "all holds" : wrong.size() + " things are wrong",
                ledger.acknowledged(),
                ledger.wanted().size(),
                ledger.objects().size(),
                faults.made(),
                seed,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        return wrong.isEmpty();
    }

    private void say(String what) {
        System.out.printf("%4d s: %s%n", (System.nanoTime() - began) / 1_000_000_000, what);
    }

    private void keepLogs(Path to) throws IOException {
        Files.createDirectories(to);
        List<Host> all = new ArrayList<>(cluster.controllers());
        all.addAll(cluster.hosts());
        for (Host host : all) {
            for (String log : List.of("nova.log", "console.log")) {
                Path from = host.cloud().home().resolve("log").resolve(log);
                if (Files.exists(from)) {
                    Files.copy(
                            from,
                            to.resolve(host.name() + "-" + log),
                            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
