package io.nova.model.objectstore;

import io.nova.model.Id;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import java.util.regex.Pattern;

/** Names a version of an object: 32 hex digits, or {@code null} for one without a name. */
public record VersionId(String value) implements Id {

    private static final Pattern FORMAT = Pattern.compile("null|[0-9a-f]{32}");

    /** The version that an object has which was written while its bucket kept no versions. */
    public static final VersionId NULL = new VersionId("null");

    /**
     * @throws InvalidParameterException {@code BAD_VALUE} if the text names no version
     */
    public VersionId {
        if (!FORMAT.matcher(value).matches()) {
            throw new InvalidParameterException(
                    Problem.BAD_VALUE, "versionId", "Invalid version id specified");
        }
    }

    /** Tells whether this is the version without a name. */
    public boolean isNull() {
        return value.equals("null");
    }

    @Override
    public String toString() {
        return value;
    }
}
