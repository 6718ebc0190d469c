package io.nova.itests.cluster;

import io.nova.itests.cloud.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests of EC2 that the load and its checks make. */
final class Ec2 {

    /** How long a client goes on with one request. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String PAGE = "500";
    private static final Pattern INSTANCE =
            Pattern.compile(
                    "<instanceId>(i-[0-9a-f]+)</instanceId>.*?<name>([a-z-]+)</name>"
                            + "(.*?)(?=<instanceId>|\\z)",
                    Pattern.DOTALL);
    private static final Pattern ADDRESS =
            Pattern.compile("<privateIpAddress>([0-9.]+)</privateIpAddress>");
    private static final Pattern REASON = Pattern.compile("<stateReason>(.*?)</stateReason>");

    private final Api api;

    Ec2(Api api) {
        this.api = api;
    }

    /**
     * An instance as it is shown.
     *
     * @param address its private one; empty if it has none any longer
     */
    record Shown(String state, String address, String reason) {}

    Optional<Answer> call(String action, String... parameters) {
        return api.call(PATIENCE, action, parameters);
    }

    /** Asks one controller, and no other if it does not answer. */
    Optional<Answer> once(String action, String... parameters) {
        return api.call(Duration.ZERO, action, parameters);
    }

    Optional<Answer> run(String token, String image, String zone, String... more) {
        List<String> parameters =
                new ArrayList<>(
                        List.of(
                                "ImageId",
                                image,
                                "InstanceType",
                                "m1.tiny",
                                "MinCount",
                                "1",
                                "MaxCount",
                                "1",
                                "ClientToken",
                                token,
                                "Placement.AvailabilityZone",
                                zone));
        parameters.addAll(List.of(more));
        return call("RunInstances", parameters.toArray(String[]::new));
    }

    /** Returns all instances; empty if nobody answered in time. */
    Optional<Map<String, Shown>> instances() {
        Map<String, Shown> all = new LinkedHashMap<>();
        String token = "";
        do {
            List<String> parameters = new ArrayList<>(List.of("MaxResults", PAGE));
            if (!token.isEmpty()) {
                parameters.addAll(List.of("NextToken", token));
            }
            Optional<Answer> page = call("DescribeInstances", parameters.toArray(String[]::new));
            if (page.isEmpty()) {
                return Optional.empty();
            }
            String body = page.get().ok().body();
            INSTANCE.matcher(body)
                    .results()
                    .forEach(
                            one ->
                                    all.put(
                                            one.group(1),
                                            new Shown(
                                                    one.group(2),
                                                    first(ADDRESS, one.group(3)),
                                                    first(REASON, one.group(3)))));
            token = page.get().all("nextToken").stream().findFirst().orElse("");
        } while (!token.isEmpty());
        return Optional.of(all);
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : "";
    }

    /** Returns the state of an instance; empty if nobody answered in time, or it is not there. */
    Optional<String> state(String id) {
        return call("DescribeInstances", "InstanceId.1", id)
                .filter(answer -> answer.status() == 200)
                .flatMap(answer -> answer.all("name").stream().findFirst());
    }
}
