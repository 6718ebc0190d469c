package io.nova.model.setting;

import io.nova.model.HostId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one configuration file as a component reads them, before it does anything else.
 *
 * <p>Every method throws {@link IllegalArgumentException} if the value is wrong. Its message has
 * the one form that operators and the launcher know: {@code PID: key KEY: REASON}.
 *
 * <p>Values come from suppliers, since the container refuses a text where a number belongs no
 * sooner than the component asks for it: only so that refusal has its key.
 */
public final class SettingsFile {

    private static final String CONVERSION = NumberFormatException.class.getName();
    private static final Pattern NO_NUMBER =
            Pattern.compile("^(?:" + Pattern.quote(CONVERSION) + ": )?For input string: (\".*\")");

    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final String pid;

    private SettingsFile(String pid) {
        this.pid = pid;
    }

    /** Names the file by its PID, for example {@code io.nova.agent.compute}. */
    public static SettingsFile of(String pid) {
        return new SettingsFile(pid);
    }

    /** Reads a number that has a largest value as well. */
    public int within(String key, IntSupplier value, int least, int most) {
        int number = ask(key, value::getAsInt);
        if (number < least || number > most) {
            throw refusal(key, "%d is not between %d and %d".formatted(number, least, most));
        }
        return number;
    }

    /** Reads a number that may need more than 32 bits. */
    public long amount(String key, LongSupplier value, long least, long most) {
        long number = ask(key, value::getAsLong);
        if (number < least) {
            throw refusal(key, "%d is less than %d".formatted(number, least));
        } else if (number > most) {
            throw refusal(key, "%d is more than %d".formatted(number, most));
        }
        return number;
    }

    /** Reads a number. */
    public int atLeast(String key, IntSupplier value, int least) {
        int number = ask(key, value::getAsInt);
        if (number < least) {
            throw refusal(key, "%d is less than %d".formatted(number, least));
        }
        return number;
    }

    /** Reads a time in seconds. */
    public Duration seconds(String key, IntSupplier value, int least) {
        return Duration.ofSeconds(atLeast(key, value, least));
    }

    /** Reads a factor, which is above zero and below a million. */
    public double ratio(String key, DoubleSupplier value) {
        double ratio = ask(key, value::getAsDouble);
        // Written so that what is no number fails too.
        if (!(ratio > 0 && ratio < 1e6)) {
            throw refusal(key, ratio + " is not above 0 and below 1000000");
        }
        return ratio;
    }

    /**
     * Reads a text without the blanks around it.
     *
     * @param form what all of it must match
     * @param what a text of that form is, such as {@code a device's name}
     */
    public String text(String key, Supplier<@Nullable String> value, Pattern form, String what) {
        String text = required(key, value);
        if (!form.matcher(text).matches()) {
            throw refusal(key, "'%s' is no %s".formatted(text, what));
        }
        return text;
    }

    /**
     * Reads a text, without the blanks around it, into what it means.
     *
     * @param parse throws, with the reason, if the text is wrong
     */
    public <T> T read(String key, Supplier<@Nullable String> value, Function<String, T> parse) {
        String text = required(key, value);
        return ask(key, () -> parse.apply(text));
    }

    /**
     * Reads a list. A file has it as one text with commas; empty elements do not count.
     *
     * @param parse throws, with the reason, if an element is wrong
     */
    public <T> List<T> list(
            String key, Supplier<String @Nullable []> value, Function<String, T> parse) {
        String[] texts = ask(key, value);
        return ask(
                key,
                () ->
                        Arrays.stream(texts == null ? new String[0] : texts)
                                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                                .map(String::strip)
                                .filter(text -> !text.isEmpty())
                                .map(parse)
                                .toList());
    }

    /** Reads a region's name. */
    public String region(String key, Supplier<@Nullable String> value) {
        return text(key, value, REGION, "region in lower case");
    }

    /** Reads an absolute path. */
    public Path path(String key, Supplier<@Nullable String> value) {
        String text = required(key, value);
        if (text.isEmpty()) {
            throw refusal(key, "it is not set");
        }
        // A line break in a path would end a line of the files that name it.
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw refusal(key, "it has control characters");
        }
        Path path = ask(key, () -> Path.of(text));
        if (!path.isAbsolute()) {
            throw refusal(key, "'%s' is not an absolute path".formatted(text));
        }
        return path.normalize();
    }

    /** Reads a host's name in the cloud; where it is empty, the machine's host name is taken. */
    public HostId host(String key, Supplier<@Nullable String> value) {
        String text = required(key, value);
        return ask(key, () -> new HostId(text.isEmpty() ? machine() : text));
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Returns the refusal of a value that is wrong for a reason of the component's own. */
    public IllegalArgumentException refusal(String key, String reason) {
        return new IllegalArgumentException(message(key, reason));
    }

    /** Returns the refusal of a value with which something failed. */
    public IllegalArgumentException refusal(String key, String reason, Throwable cause) {
        return new IllegalArgumentException(message(key, reason), cause);
    }

    private String message(String key, String reason) {
        // One line, whatever was in the file: what follows it would pass for the log's own.
        return "%s: key %s: %s".formatted(pid, key, reason.replaceAll("\\p{Cntrl}", "?"));
    }

    private String required(String key, Supplier<@Nullable String> value) {
        String text = ask(key, value);
        if (text == null) {
            throw refusal(key, "it is not set");
        }
        return text.strip();
    }

    private <T extends @Nullable Object> T ask(String key, Supplier<T> value) {
        try {
            return value.get();
        } catch (RuntimeException e) {
            throw refusal(key, reason(e), e);
        }
    }

    private static String reason(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        // The container hands on what its conversion says, and not the failure itself.
        Matcher noNumber = NO_NUMBER.matcher(message);
        if (noNumber.find()) {
            return noNumber.group(1) + " is no number that fits";
        }
        return failure instanceof NumberFormatException || message.contains(CONVERSION)
                ? "it is no number that fits"
                : message;
    }
}
