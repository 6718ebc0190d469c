package io.nova.itests.bench;

import io.nova.itests.cloud.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Launches in Redis as a part of those in the embedded store, as Redis flushes its log. */
final class StoresRound {

    private static final int ROUNDS = 3;
    private static final List<String> FLUSHES = List.of("always", "everysec");

    private final Path folder;
    private final double seconds;

    private StoresRound(Path folder, double seconds) {
        this.folder = folder;
        this.seconds = seconds;
    }

    static void run(double seconds) throws Exception {
        if (!Redis.isInstalled()) {
            System.out.println("no redis-server: apt-get install redis-server");
            return;
        }
        // Not below /tmp, which may be memory.
        Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "nova-stores");
        try {
            StoresRound round = new StoresRound(folder, seconds);
            round.run(1);
            round.run(8);
        } finally {
            delete(folder);
        }
    }

    private void run(int clients) throws Exception {
        List<Double> embedded = new ArrayList<>();
        List<List<Double>> redis = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < ROUNDS; i++) {
            String mine = Files.createTempDirectory(folder, "embedded").toString();
            embedded.add(rate(StoreRate.class, mine, clients));
            for (int flush = 0; flush < FLUSHES.size(); flush++) {
                Path its = Files.createTempDirectory(folder, "redis");
                try (Redis server = Redis.start(its, FLUSHES.get(flush))) {
                    redis.get(flush).add(rate(RedisRate.class, server.address(), clients));
                }
            }
        }
        double base = Load.median(embedded);
        print("launches in the embedded store, %d clients".formatted(clients), base, 1);
        for (int flush = 0; flush < FLUSHES.size(); flush++) {
            double rate = Load.median(redis.get(flush));
            print("  in Redis that flushes " + FLUSHES.get(flush), rate, rate / base);
        }
    }

    private double rate(Class<?> main, String where, int clients) throws IOException {
        try (Child child =
                new Child(main, where, Integer.toString(clients), "1", Double.toString(seconds))) {
            return Double.parseDouble(child.line().split(" ", 2)[0]);
        }
    }

    private static void print(String what, double rate, double part) {
        System.out.printf(Locale.ROOT, "%-45s %6.0f/s   x %.2f%n", what, rate, part);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
