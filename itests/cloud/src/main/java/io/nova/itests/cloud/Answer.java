package io.nova.itests.cloud;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** An answer of EC2 or S3, seen as text: a test looks for what a client would look for. */
public record Answer(int status, String body) {

    public static Answer of(HttpResponse<byte[]> response) {
        return new Answer(
                response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    }

    /** Returns this if the request succeeded. */
    public Answer ok() {
        if (status / 100 != 2) {
            throw new AssertionError(toString());
        }
        return this;
    }

    /** Returns the error's code. */
    public Optional<String> code() {
        return all("Code").stream().findFirst();
    }

    /** Returns the texts of the elements of this name. */
    public List<String> all(String element) {
        return Pattern.compile("<" + element + ">([^<]*)</" + element + ">")
                .matcher(body)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    /** Returns the first text of this name. */
    public String text(String element) {
        return all(element).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + element + " in " + this));
    }
}
