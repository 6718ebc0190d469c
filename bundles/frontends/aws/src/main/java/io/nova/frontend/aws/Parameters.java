package io.nova.frontend.aws;

import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.sigv4.Parameter;
import io.nova.sigv4.UriEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the parameters of queries and forms. */
final class Parameters {

    private static final int MOST = 10_000;

    private Parameters() {}

    /**
     * Decodes a form or a query of the query protocol, where a plus is a space.
     *
     * @throws InvalidParameterException if there are too many, or an escape is none
     */
    static List<Parameter> form(String text) {
        List<Parameter> parameters = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf('&', from) < 0 ? text.length() : text.indexOf('&', from);
            if (to > from) {
                parameters.add(pair(text.substring(from, to).replace('+', ' ')));
            }
            if (parameters.size() > MOST) {
                throw new InvalidParameterException(
                        Problem.TOO_LARGE, "", "The request has more than 10000 parameters");
            }
            from = to + 1;
        }
        return parameters;
    }

    private static Parameter pair(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        String value = equals < 0 ? "" : text.substring(equals + 1);
        try {
            return new Parameter(UriEncoding.decode(name), UriEncoding.decode(value));
        } catch (IllegalArgumentException e) {
            throw new InvalidParameterException(
                    Problem.MALFORMED, name, "The parameter is not properly encoded");
        }
    }

    /**
     * Decodes an S3 query, where a plus is a plus. What cannot be decoded stays as it is: whoever
     * reads it for what it means will say so.
     */
    static List<Parameter> query(String raw) {
        List<Parameter> parameters = new ArrayList<>();
        for (String part : raw.split("&", -1)) {
            int equals = part.indexOf('=');
            parameters.add(
                    new Parameter(
                            decode(equals < 0 ? part : part.substring(0, equals)),
                            equals < 0 ? "" : decode(part.substring(equals + 1))));
        }
        return parameters;
    }

    private static String decode(String raw) {
        try {
            return UriEncoding.decode(raw);
        } catch (IllegalArgumentException e) {
            return raw;
        }
    }

    /**
     * Returns a parameter that may stand only once.
     *
     * @throws io.nova.model.AuthenticationFailedException if it stands several times
     */
    static Optional<String> single(List<Parameter> parameters, String name) {
        List<String> values =
                parameters.stream()
                        .filter(parameter -> parameter.name().equals(name))
                        .map(Parameter::value)
                        .toList();
        if (values.size() > 1) {
            throw Refusal.query("The parameter " + name + " must not stand twice.");
        }
        return values.stream().findFirst();
    }

    static String required(List<Parameter> parameters, String name) {
        return single(parameters, name)
                .orElseThrow(() -> Refusal.query("The parameter " + name + " is missing."));
    }
}
