package io.nova.frontend.ec2.query;

import io.nova.model.InvalidParameterException;
import io.nova.model.Page;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/**
 * Which part of a long list a request asks for.
 *
 * @param action whose list it is: a token goes on with the list that it is from
 * @param after where the page before ended; empty for the first
 * @param most the most to answer; empty: all, as in EC2, within reason
 */
public record Paging(String action, String after, Optional<Integer> most) {

    /** As many as the api returns at once. */
    private static final int STEP = 1000;

    /** What one answer holds at most: a client that wants more gets a token, asked or not. */
    private static final int ALL = 10_000;

    private static final int FEWEST = 5;

    private static final Value<Integer> MAX_RESULTS = upTo(STEP);
    private static final Value<String> NEXT_TOKEN = Value.text("NextToken");

    /** The parameters of a describe that answers a thousand at once at most. */
    public static final List<Parameter> PARAMETERS = List.of(MAX_RESULTS, NEXT_TOKEN);

    /** The parameters of a describe that answers so many at once at most. */
    public static List<Parameter> parameters(Value<Integer> maxResults) {
        return List.of(maxResults, NEXT_TOKEN);
    }

    /**
     * @param largest the most that a client may ask for
     */
    public static Value<Integer> upTo(int largest) {
        return Value.of("MaxResults", Type.integer(FEWEST, largest));
    }

    /**
     * @param byId whether the request names resources, which EC2 does not let go with MaxResults
     */
    public static Paging of(Arguments call, boolean byId) {
        return of(call, byId, MAX_RESULTS);
    }

    /**
     * @param maxResults as the action declares it
     */
    public static Paging of(Arguments call, boolean byId, Value<Integer> maxResults) {
        Optional<Integer> most = call.find(maxResults);
        if (byId && most.isPresent()) {
            throw new InvalidParameterException(
                    InvalidParameterException.Problem.BAD_COMBINATION,
                    "MaxResults",
                    "MaxResults cannot be given together with ids or names");
        }
        return new Paging(call.action(), after(call), most);
    }

    /**
     * Returns where the page before ended; empty for the first.
     *
     * @throws InvalidParameterException if the token is from another list, or from none
     */
    public static String after(Arguments call) {
        return call.find(NEXT_TOKEN).map(text -> decode(call.action(), text)).orElse("");
    }

    /** Reads what the request asks for by a function from where to begin and how many to read. */
    public <T> Page<T> read(BiFunction<String, Integer, Page<T>> pages) {
        return read(pages, one -> true);
    }

    /**
     * Reads what the request asks for of what matches: only the last page has fewer than it may.
     *
     * @param pages by where to begin and how many to read
     */
    public <T> Page<T> read(BiFunction<String, Integer, Page<T>> pages, Predicate<T> matching) {
        int wanted = most.orElse(ALL);
        List<T> found = new ArrayList<>();
        Optional<String> next = Optional.of(after);
        while (next.isPresent() && found.size() < wanted) {
            // Not more than fit: a page can be continued at its end only.
            Page<T> page = pages.apply(next.get(), Math.min(STEP, wanted - found.size()));
            page.items().stream().filter(matching).forEach(found::add);
            next = page.next();
        }
        return new Page<>(found, next);
    }

    /**
     * Returns the page of a list that is there whole.
     *
     * @param sorted by their keys
     */
    public static <T> Page<T> page(
            List<T> sorted, Function<T, String> key, String after, int limit) {
        List<T> rest = sorted.stream().filter(one -> key.apply(one).compareTo(after) > 0).toList();
        List<T> items = rest.subList(0, Math.min(limit, rest.size()));
        return new Page<>(
                items,
                rest.size() > limit
                        ? Optional.of(key.apply(items.get(items.size() - 1)))
                        : Optional.empty());
    }

    /** Returns the token of the page that begins after this. */
    public String token(String end) {
        byte[] text = end.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + text.length);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes.putInt(sum(action, text)).put(text).array());
    }

    private static String decode(String action, String token) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            if (bytes.remaining() > Integer.BYTES) {
                int sum = bytes.getInt();
                byte[] text = new byte[bytes.remaining()];
                bytes.get(text);
                if (sum == sum(action, text)) {
                    return new String(text, StandardCharsets.UTF_8);
                }
            }
        } catch (IllegalArgumentException e) {
            // Told below, as any other text that is no token.
        }
        throw InvalidParameterException.badValue(
                "NextToken", Query.shorten(token), "it is not from an earlier answer to " + action);
    }

    /** Against tokens that someone cut or typed; there is nothing in them to protect. */
    private static int sum(String action, byte[] text) {
        CRC32 sum = new CRC32();
        sum.update(action.getBytes(StandardCharsets.UTF_8));
        sum.update(text);
        return (int) sum.getValue();
    }
}
