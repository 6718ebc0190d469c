package io.nova.itests.bench;

import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time from RunInstances to the line on the console that says a guest is ready, against the
 * same guest started by {@code virsh}: in turns, each on a disk of its own that nobody wrote to.
 */
final class ReadyRace {

    private static final int ROUNDS = 5;
    private static final String READY = "GUEST: READY";
    private static final Duration BOOT = Duration.ofMinutes(4);

    /** Of both sides alike; a guest takes seconds. */
    private static final long LOOK_EVERY_MILLIS = 50;

    private final Requests requests;
    private final String image;

    private ReadyRace(Requests requests, String image) {
        this.requests = requests;
        this.image = image;
    }

    /** Takes the address of EC2 and the id of an image. */
    public static void main(String[] args) throws Exception {
        Requests requests =
                new Requests(
                        URI.create(args[0]),
                        new AccessKeyId(Objects.requireNonNull(System.getenv("ACCESS_KEY"))),
                        Secret.of(Objects.requireNonNull(System.getenv("SECRET_KEY"))));
        new ReadyRace(requests, args[1]).run();
    }

    private void run() throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        double first = 0;
        for (int i = -1; i < ROUNDS; i++) {
            double[] both = both();
            if (i < 0) {
                first = both[0];
            } else {
                ours.add(both[0]);
                theirs.add(both[1]);
                ratios.add(both[0] / both[1]);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "RunInstances to a ready guest, emulated%n"
                        + "  the cloud     %6.2f s%n"
                        + "  virsh create  %6.2f s%n"
                        + "  ratio         %6.2f, of %s%n"
                        + "  the first guest of an image, which is fetched then: %.2f s%n",
                Load.median(ours),
                Load.median(theirs),
                Load.median(ratios),
                ratios.stream().map(r -> String.format(Locale.ROOT, "%.2f", r)).toList(),
                first);
    }

    /** Boots an instance, and then its twin in its place: same port, same address. */
    private double[] both() throws Exception {
        long begin = System.nanoTime();
        String id = one("<instanceId>(i-[0-9a-f]+)<", call(requests.run(image, 1)));
        await(() -> console(id).contains(READY), id + " is ready");
        double ours = (System.nanoTime() - begin) / 1e9;
        change("StopInstances", id);
        await(() -> state(id).equals("stopped"), id + " is stopped");
        double theirs;
        try (Twin twin = Twin.of(id)) {
            begin = System.nanoTime();
            twin.create();
            await(() -> twin.console().contains(READY), "the twin of " + id + " is ready");
            theirs = (System.nanoTime() - begin) / 1e9;
        }
        change("TerminateInstances", id);
        await(() -> state(id).equals("terminated"), id + " is terminated");
        return new double[] {ours, theirs};
    }

    private static void await(Fact fact, String what) throws Exception {
        long end = System.nanoTime() + BOOT.toNanos();
        while (!fact.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + BOOT.toSeconds() + " s: " + what);
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    private interface Fact {
        boolean holds() throws IOException;
    }

    private String console(String id) throws IOException {
        String answer = call(form("GetConsoleOutput", "&InstanceId=" + id));
        Matcher output = Pattern.compile("<output>([^<]*)<").matcher(answer);
        return output.find()
                ? new String(
                        Base64.getMimeDecoder().decode(output.group(1)), StandardCharsets.UTF_8)
                : "";
    }

    private String state(String id) throws IOException {
        String answer = call(requests.describe("&InstanceId.1=" + id));
        return one("(?s)<instanceState>.*?<name>([a-z-]+)<", answer);
    }

    private void change(String action, String id) throws IOException {
        call(form(action, "&InstanceId.1=" + id));
    }

    private byte[] form(String action, String parameters) {
        return requests.signed("Action=" + action + "&Version=2016-11-15" + parameters);
    }

    private String call(byte[] request) throws IOException {
        try (Connection connection = new Connection(requests.ec2())) {
            return connection.send(request).ok().text();
        }
    }

    private static String one(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return found.group(1);
    }
}
