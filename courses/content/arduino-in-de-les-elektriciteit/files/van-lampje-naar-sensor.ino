// Van lampje naar sensor
// Leerspoor, module Arduino in de les elektriciteit. Licentie CC BY 4.0.
//
// A0    : 10 kilo-ohm van 5V naar A0, NTC 10 kilo-ohm van A0 naar GND
// pin 8 : led met 220 ohm naar GND

const int PIN_SENSOR = A0;
const int PIN_LED = 8;

void setup() {
  pinMode(PIN_LED, OUTPUT);
  Serial.begin(9600);
}

void loop() {
  int waarde = analogRead(PIN_SENSOR);
  Serial.println(waarde);
  if (waarde < 480) {
    digitalWrite(PIN_LED, HIGH);
  } else {
    digitalWrite(PIN_LED, LOW);
  }
  delay(500);
}
