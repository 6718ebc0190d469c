package io.nova.model;

/** A value in the request is missing, unknown or wrong. */
public final class InvalidParameterException extends CloudException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    /** What is wrong with the value. */
    public enum Problem {
        MALFORMED_ID,
        MALFORMED,
        MISSING,
        UNKNOWN,
        BAD_VALUE,
        BAD_COMBINATION,
        TOO_LARGE,
        TOO_SMALL,
        BAD_DIGEST
    }

    private InvalidParameterException(
            Problem problem, ResourceType type, String name, String message) {
        super(type, name, message);
        this.problem = problem;
    }

    /**
     * @param name the parameter as the caller wrote it
     */
    public InvalidParameterException(Problem problem, String name, String message) {
        this(problem, ResourceType.REQUEST, name, message);
    }

    /** The text is no id of the type. */
    public static InvalidParameterException malformedId(ResourceType type, String text) {
        return new InvalidParameterException(
                Problem.MALFORMED_ID,
                type,
                text,
                "Invalid id: '%s' is not the id of %s %s"
                        .formatted(text, article(type), type.words()));
    }

    /** A parameter that must be there is not. */
    public static InvalidParameterException missing(String name) {
        return new InvalidParameterException(
                Problem.MISSING, name, "The request must contain the parameter " + name);
    }

    /** A parameter's value cannot be used; the reason is a clause such as "must be positive". */
    public static InvalidParameterException badValue(String name, String value, String reason) {
        return new InvalidParameterException(
                Problem.BAD_VALUE,
                name,
                "Value (%s) for parameter %s is invalid: %s".formatted(value, name, reason));
    }

    /** Returns what is wrong. */
    public Problem problem() {
        return problem;
    }

    private static String article(ResourceType type) {
        return "aeiou".indexOf(type.words().charAt(0)) < 0 ? "a" : "an";
    }
}
