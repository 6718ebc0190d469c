package io.nova.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.nova.model.Secret;
import io.nova.model.TextForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes every {@link TextForm} as its text, shares what is read often, and refuses to write a
 * secret.
 */
final class IdModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    IdModule() {
        super("nova-ids");
        addSerializer(TextForm.class, new IdSerializer());
        addSerializer(Secret.class, new SecretRefusal());
        addDeserializer(String.class, new TextDeserializer());
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addDeserializers(new IdDeserializers());
    }

    private static final class IdSerializer extends JsonSerializer<TextForm> {
        @Override
        public void serialize(TextForm id, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeString(id.value());
        }
    }

    private static final class SecretRefusal extends JsonSerializer<Secret> {
        @Override
        public void serialize(Secret secret, JsonGenerator json, SerializerProvider provider) {
            throw new IllegalArgumentException("a secret is never written as JSON");
        }
    }

    private static final class IdDeserializers extends Deserializers.Base {
        @Override
        public @Nullable JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription description) {
            Class<?> raw = type.getRawClass();
            return TextForm.class.isAssignableFrom(raw) && !Modifier.isAbstract(raw.getModifiers())
                    ? new IdDeserializer(raw)
                    : null;
        }
    }

    /** Texts as they always were, but for equal ones that are one. */
    private static final class TextDeserializer extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1L;

        private static final Sharing<String> TEXTS =
                new Sharing<>(8192, String.class, Function.identity());

        TextDeserializer() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            String text = StringDeserializer.instance.deserialize(json, context);
            return text == null ? null : TEXTS.of(text, Function.identity());
        }
    }

    private static final class IdDeserializer extends JsonDeserializer<Object> {

        private final Constructor<?> constructor;
        private final Sharing<TextForm> known =
                new Sharing<>(1024, TextForm.class, TextForm::value);

        IdDeserializer(Class<?> type) {
            try {
                constructor = type.getConstructor(String.class);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(type + " has no constructor of its text", e);
            }
        }

        @Override
        public Object deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            try {
                return known.of(json.getText(), this::make);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private TextForm make(String text) {
            try {
                return (TextForm) constructor.newInstance(text);
            } catch (InvocationTargetException e) {
                throw new UncheckedIOException(new IOException(String.valueOf(e.getCause()), e));
            } catch (ReflectiveOperationException e) {
                throw new UncheckedIOException(new IOException(e));
            }
        }
    }
}
