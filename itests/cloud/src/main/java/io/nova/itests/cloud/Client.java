package io.nova.itests.cloud;

import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.Header;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.SigningClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A client without retries, for load and for requests that no proper client would send. What it
 * throws is {@link UncheckedIOException}: the server was not there.
 */
public final class Client {

    private static final Pattern INSTANCE =
            Pattern.compile(
                    "<instanceId>(i-[0-9a-f]+)</instanceId>.*?<name>([a-z-]+)</name>",
                    Pattern.DOTALL);

    private final SigningClient http;

    /**
     * @param service {@code ec2} or {@code s3}
     */
    public Client(URI endpoint, String service, String accessKey, String secretKey, Clock clock) {
        http =
                new SigningClient(
                        new SigV4Signer(
                                new AccessKeyId(accessKey), Secret.of(secretKey), "nova", service),
                        endpoint,
                        clock);
    }

    /** Sends an EC2 action with its parameters as names and values in turn. */
    public Answer call(String action, String... parameters) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Action", action);
        form.put("Version", "2016-11-15");
        for (int i = 0; i < parameters.length; i += 2) {
            form.put(parameters[i], parameters[i + 1]);
        }
        return query(form);
    }

    /** Sends exactly these parameters. */
    public Answer query(Map<String, String> form) {
        try {
            return Answer.of(http.query(form));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Sends any request, such as one of S3. */
    public Answer send(String method, String target, byte[] body, Header... headers) {
        try {
            return Answer.of(http.send(method, target, List.of(headers), body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs instances and returns their ids. */
    public List<String> run(String image, int count, String... more) {
        String[] parameters = {
            "ImageId",
            image,
            "InstanceType",
            "m1.tiny",
            "MinCount",
            Integer.toString(count),
            "MaxCount",
            Integer.toString(count)
        };
        String[] all = java.util.Arrays.copyOf(parameters, parameters.length + more.length);
        System.arraycopy(more, 0, all, parameters.length, more.length);
        return call("RunInstances", all).ok().all("instanceId");
    }

    /** Returns every instance that EC2 shows, with its state. */
    public Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        String token = "";
        do {
            Answer page =
                    token.isEmpty()
                            ? call("DescribeInstances", "MaxResults", "1000")
                            : call("DescribeInstances", "MaxResults", "1000", "NextToken", token);
            page.ok();
            INSTANCE.matcher(page.body())
                    .results()
                    .forEach((MatchResult one) -> states.put(one.group(1), one.group(2)));
            token = page.all("nextToken").stream().findFirst().orElse("");
        } while (!token.isEmpty());
        return states;
    }
}
